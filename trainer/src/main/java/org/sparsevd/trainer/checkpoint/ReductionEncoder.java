package org.sparsevd.trainer.checkpoint;

import org.sparsevd.trainer.checkpoint.proto.PhaseState;
import org.sparsevd.trainer.recipe.Pruning;
import org.sparsevd.trainer.recipe.Reduction;
import org.sparsevd.trainer.recipe.Surgery;

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
}
