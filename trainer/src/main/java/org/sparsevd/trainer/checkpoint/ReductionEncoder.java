package org.sparsevd.trainer.checkpoint;

import org.sparsevd.trainer.checkpoint.proto.GammaPriorState;
import org.sparsevd.trainer.checkpoint.proto.PhaseState;
import org.sparsevd.trainer.recipe.GammaPrior;
import org.sparsevd.trainer.recipe.Pruning;
import org.sparsevd.trainer.recipe.Reduction;
import org.sparsevd.trainer.recipe.Surgery;
import org.sparsevd.trainer.recipe.WeightSharing;

/** Adds what a phase leaves out to its message. */
record ReductionEncoder(PhaseState.Builder state) implements Reduction.Cases<PhaseState.Builder> {
  @Override
  public PhaseState.Builder none() {
    return state;
  }

  @Override
  public PhaseState.Builder pruning(Pruning pruning) {
    state.getPruningBuilder().addAllQuality(pruning.quality());
    return state;
  }

  @Override
  public PhaseState.Builder surgery(Surgery surgery) {
    state
        .getSurgeryBuilder()
        .addAllDeviations(surgery.deviations())
        .setGamma(surgery.gamma())
        .setPower(surgery.power());
    return state;
  }

  @Override
  public PhaseState.Builder sharing(WeightSharing sharing) {
    state
        .getSharingBuilder()
        .setComponents(sharing.components())
        .setZeroShare(sharing.zeroShare())
        .setWeights(StateEncoder.schedule(sharing.weight()))
        .setMeanRate(sharing.meanRate())
        .setPrecisionRate(sharing.precisionRate())
        .setShareRate(sharing.shareRate())
        .setZero(prior(sharing.zero()))
        .setOthers(prior(sharing.others()))
        .setTied(sharing.tied());
    return state;
  }

  private static GammaPriorState prior(GammaPrior prior) {
    return GammaPriorState.newBuilder().setShape(prior.shape()).setRate(prior.rate()).build();
  }
}
