package org.sparsevd.trainer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.sparsevd.compress.Threshold;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.recipe.Pruning;
import org.sparsevd.trainer.recipe.Reduction;
import org.sparsevd.trainer.recipe.Surgery;
import org.sparsevd.trainer.recipe.WeightSharing;

/** Which weights are left when a phase begins. */
record PhaseStart(List<LayerState> states) implements Reduction.Cases<List<LayerState>> {
  /** What is masked is removed for good. */
  @Override
  public List<LayerState> none() {
    return states.stream()
        .map(state -> state.masked().isEmpty() ? state : state.without(state.absent()))
        .toList();
  }

  /** What the threshold, a mask or {@link Pruning} takes is removed for good. */
  @Override
  public List<LayerState> pruning(Pruning pruning) {
    List<LayerState> left = new ArrayList<>();
    for (int l = 0; l < states.size(); l++) {
      LayerState state = states.get(l);
      float[] weight = state.weight();
      BitSet gone = state.kept();
      gone.flip(0, weight.length);
      double[] before = new double[weight.length - gone.cardinality()];
      for (int i = gone.nextClearBit(0), j = 0; j < before.length; i = gone.nextClearBit(i + 1)) {
        before[j++] = weight[i];
      }
      double threshold = pruning.threshold(l, before);
      for (int i = 0; i < weight.length; i++) {
        if (Math.abs(weight[i]) < threshold) {
          gone.set(i);
        }
      }
      left.add(state.without(gone));
    }
    return left;
  }

  /** What the threshold takes is removed for good; masks stay. */
  @Override
  public List<LayerState> surgery(Surgery surgery) {
    return thresholded();
  }

  private List<LayerState> thresholded() {
    return states.stream()
        .map(
            state -> {
              BitSet gone = deployedWithout(state);
              return gone.equals(state.removed()) ? state : state.without(gone);
            })
        .toList();
  }

  /** What a mask or the threshold takes is removed for good. */
  @Override
  public List<LayerState> sharing(WeightSharing sharing) {
    return new PhaseStart(none()).thresholded();
  }

  /** The weights that have been removed, or that the threshold takes, but for masks. */
  private static BitSet deployedWithout(LayerState state) {
    BitSet gone = (BitSet) state.removed().clone();
    for (int i = 0; i < state.logSigma2().length; i++) {
      if (!Threshold.keeps(state.weight()[i], state.logSigma2()[i])) {
        gone.set(i);
      }
    }
    return gone;
  }
}
