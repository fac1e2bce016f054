package org.sparsevd.trainer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.sparsevd.compress.Threshold;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.checkpoint.NormState;
import org.sparsevd.trainer.net.LiveUnits;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;

/**
 * Removal of dead units while training. A hidden unit that the threshold leaves without incoming or
 * without outgoing weights is removed for good; one without incoming weights puts out a constant,
 * which moves into the biases behind it. The deployed network stays the same; the noise of the
 * removed weights ends.
 */
final class DeadUnits {
  private final List<LayerState> states;

  /** What stands between each layer with weights and the next; the next one included. */
  private final List<Passage> passages;

  /** Weights that the threshold keeps, by layer. */
  private final List<BitSet> kept = new ArrayList<>();

  /**
   * From one layer with weights to the next.
   *
   * @param rectified whether a ReLU stands between
   * @param padded whether the next is a convolution that sees zeros around its images
   */
  private record Passage(boolean rectified, boolean padded) {
    static List<Passage> of(Network network) {
      List<Passage> passages = new ArrayList<>();
      boolean rectified = false;
      for (LayerSpec layer : network.layers()) {
        rectified |= layer instanceof LayerSpec.Relu;
        if (layer instanceof LayerSpec.Dense || layer instanceof LayerSpec.Conv2d) {
          boolean padded = layer instanceof LayerSpec.Conv2d conv && conv.padding() > 0;
          passages.add(new Passage(rectified, padded));
          rectified = false;
        }
      }
      passages.remove(0);
      return passages;
    }
  }

  private DeadUnits(Network network, List<LayerState> states) {
    this.states = states;
    this.passages = Passage.of(network);
    for (LayerState state : states) {
      BitSet bits = new BitSet();
      for (int i = 0; i < state.weight().length; i++) {
        boolean keeps =
            state.logSigma2().length == 0
                ? state.weight()[i] != 0
                : Threshold.keeps(state.weight()[i], state.logSigma2()[i]);
        bits.set(i, keeps && !state.removed().get(i));
      }
      kept.add(bits);
    }
  }

  /** The same layers with the weights of dead units removed. */
  static List<LayerState> remove(Network network, List<LayerState> states) {
    DeadUnits dead = new DeadUnits(network, states);
    List<LayerState> result = new ArrayList<>();
    for (LayerState state : states) {
      result.add(copyOf(state));
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int l = 0; l + 1 < states.size(); l++) {
        changed |= dead.removeIn(result, l);
      }
    }
    dead.removeUnusedInputs(result.get(0));
    return result;
  }

  /** Removes the dead units of one layer; whether any weight went that the threshold had kept. */
  private boolean removeIn(List<LayerState> result, int layer) {
    LayerState in = result.get(layer);
    LayerState out = result.get(layer + 1);
    boolean changed = false;
    for (int unit = 0; unit < in.shape()[0]; unit++) {
      boolean noInputs = isEmpty(kept.get(layer), incoming(in, unit));
      boolean noOutputs = isEmpty(kept.get(layer + 1), outgoing(in, out, unit));
      float constant = constant(in, unit, passages.get(layer).rectified());
      boolean folds = constant == 0 || !passages.get(layer).padded();
      if (noInputs && !noOutputs && folds) {
        foldConstant(constant, in, out, unit, kept.get(layer + 1));
      }
      if (noInputs && folds || noOutputs) {
        changed |= clear(kept.get(layer), in, incoming(in, unit));
        changed |= clear(kept.get(layer + 1), out, outgoing(in, out, unit));
        silence(in, unit);
      }
    }
    return changed;
  }

  /** What a unit without inputs puts out in the deployed network. */
  private static float constant(LayerState in, int unit, boolean rectified) {
    float value = in.bias()[unit];
    NormState n = in.norm();
    if (n != null) {
      double deviation = Math.sqrt((double) n.variance()[unit] + LayerSpec.BatchNorm.EPSILON);
      value = (float) (n.scale()[unit] * (value - n.mean()[unit]) / deviation + n.shift()[unit]);
    }
    return rectified ? Math.max(0, value) : value;
  }

  private static void silence(LayerState in, int unit) {
    in.bias()[unit] = 0;
    if (in.norm() != null) {
      in.norm().scale()[unit] = 0;
      in.norm().shift()[unit] = 0;
    }
  }

  /** Pixels in front of a dense layer that nothing reads. */
  private void removeUnusedInputs(LayerState first) {
    if (first.shape().length != 2) {
      return;
    }
    int inputs = first.shape()[1];
    for (int i = 0; i < inputs; i++) {
      BitSet column = new BitSet();
      for (int o = 0; o < first.shape()[0]; o++) {
        column.set(o * inputs + i);
      }
      if (isEmpty(kept.get(0), column)) {
        clear(kept.get(0), first, column);
      }
    }
  }

  private static void foldConstant(
      float constant, LayerState in, LayerState out, int unit, BitSet kept) {
    BitSet weights = outgoing(in, out, unit);
    weights.and(kept);
    int depth = out.weight().length / out.shape()[0];
    double[] added = new double[out.shape()[0]];
    for (int i = weights.nextSetBit(0); i >= 0; i = weights.nextSetBit(i + 1)) {
      added[i / depth] += (double) constant * out.weight()[i];
    }
    for (int o = 0; o < added.length; o++) {
      out.bias()[o] += (float) added[o];
    }
  }

  private static BitSet incoming(LayerState in, int unit) {
    int depth = in.weight().length / in.shape()[0];
    BitSet weights = new BitSet();
    weights.set(unit * depth, (unit + 1) * depth);
    return weights;
  }

  /** A unit's columns in the layer behind it; several where a channel was flattened. */
  private static BitSet outgoing(LayerState in, LayerState out, int unit) {
    int outputs = out.shape()[0];
    int depth = out.weight().length / outputs;
    int columns = depth / in.shape()[0];
    BitSet weights = new BitSet();
    for (int o = 0; o < outputs; o++) {
      int from = o * depth + unit * columns;
      weights.set(from, from + columns);
    }
    return weights;
  }

  private static boolean isEmpty(BitSet kept, BitSet weights) {
    return !kept.intersects(weights);
  }

  /** Removes weights; whether the threshold had kept one of them. */
  private static boolean clear(BitSet kept, LayerState state, BitSet weights) {
    boolean changed = kept.intersects(weights);
    kept.andNot(weights);
    state.removed().or(weights);
    for (int i = weights.nextSetBit(0); i >= 0; i = weights.nextSetBit(i + 1)) {
      state.weight()[i] = 0;
    }
    return changed;
  }

  private static LayerState copyOf(LayerState state) {
    return new LayerState(
        state.name(),
        state.shape(),
        state.weight().clone(),
        state.logSigma2(),
        state.bias().clone(),
        state.weightMoments(),
        state.logSigma2Moments(),
        state.biasMoments(),
        (BitSet) state.removed().clone(),
        state.masked(),
        state.norm() == null ? null : copyOf(state.norm()));
  }

  private static NormState copyOf(NormState norm) {
    return new NormState(
        norm.scale().clone(),
        norm.shift().clone(),
        norm.mean(),
        norm.variance(),
        norm.scaleMoments(),
        norm.shiftMoments());
  }

  /** The units that have both incoming and outgoing weights left, at least one a layer. */
  static LiveUnits live(List<LayerState> states) {
    List<int[]> outputs = new ArrayList<>();
    for (int l = 0; l < states.size(); l++) {
      LayerState in = states.get(l);
      boolean[] live = new boolean[in.shape()[0]];
      for (int unit = 0; unit < live.length; unit++) {
        live[unit] =
            l + 1 == states.size()
                || (isLeft(in, incoming(in, unit))
                    && isLeft(states.get(l + 1), outgoing(in, states.get(l + 1), unit)));
      }
      outputs.add(LiveUnits.where(live));
    }
    return new LiveUnits(liveInputs(states.get(0)), outputs);
  }

  private static int[] liveInputs(LayerState first) {
    int inputs = first.shape()[1];
    if (first.shape().length != 2) {
      return LiveUnits.all(inputs);
    }
    boolean[] live = new boolean[inputs];
    for (int i = 0; i < first.weight().length; i++) {
      live[i % inputs] |= !first.removed().get(i);
    }
    return LiveUnits.where(live);
  }

  private static boolean isLeft(LayerState state, BitSet weights) {
    weights.andNot(state.removed());
    return !weights.isEmpty();
  }
}
