package org.sparsevd.trainer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.sparsevd.trainer.checkpoint.Decisions;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.recipe.Pruning;
import org.sparsevd.trainer.recipe.Reduction;
import org.sparsevd.trainer.recipe.Surgery;
import org.sparsevd.trainer.recipe.WeightSharing;

/** Which weights are left when a phase begins. */
record PhaseStart(List<LayerState> states, Decisions decisions)
    implements Reduction.Cases<List<LayerState>> {
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
      BitSet gone = decisions.kept(l, state);
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
    List<LayerState> left = new ArrayList<>();
    for (int l = 0; l < states.size(); l++) {
      LayerState state = states.get(l);
      BitSet gone = deployedWithout(l, state);
      left.add(gone.equals(state.removed()) ? state : state.without(gone));
    }
    return left;
  }

  /** What a mask or the threshold takes is removed for good. */
  @Override
  public List<LayerState> sharing(WeightSharing sharing) {
    return new PhaseStart(none(), decisions).thresholded();
  }

  /** The weights that have been removed, or that the threshold takes, but for masks. */
  private BitSet deployedWithout(int layer, LayerState state) {
    BitSet gone = (BitSet) state.removed().clone();
    if (state.logSigma2().length > 0) {
      BitSet left = decisions.left(layer, state);
      left.flip(0, state.weight().length);
      gone.or(left);
    }
    return gone;
  }
}
