package org.sparsevd.trainer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.sparsevd.trainer.checkpoint.AdamMoments;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.checkpoint.NormState;
import org.sparsevd.trainer.nn.BatchNorm;
import org.sparsevd.trainer.nn.LiveUnits;
import org.sparsevd.trainer.nn.Net;
import org.sparsevd.trainer.nn.SparseVdLayer;

/** Moves parameters and optimiser state between a net and a checkpoint. */
final class LayerStates {
  private LayerStates() {}

  /**
   * The state of the whole network.
   *
   * @param before states of the same network, whose shapes are taken over
   * @param live the units that the net consists of; all else is zero and removed
   */
  static List<LayerState> save(Net net, List<LayerState> before, LiveUnits live) {
    List<LayerState> states = new ArrayList<>();
    for (int l = 0; l < before.size(); l++) {
      SparseVdLayer layer = net.weighted().get(l);
      WeightIndex index = WeightIndex.of(before, live, l);
      states.add(
          new LayerState(
              layer.name(),
              before.get(l).shape(),
              index.scatter(layer.download(layer.posterior().mean())),
              index.scatter(layer.download(layer.posterior().logSigma2())),
              index.scatterOutputs(layer.download(layer.bias())),
              new AdamMoments(
                  index.scatter(layer.download(layer.meanMoments().first())),
                  index.scatter(layer.download(layer.meanMoments().second()))),
              new AdamMoments(
                  index.scatter(layer.download(layer.logSigma2Moments().first())),
                  index.scatter(layer.download(layer.logSigma2Moments().second()))),
              new AdamMoments(
                  index.scatterOutputs(layer.download(layer.biasMoments().first())),
                  index.scatterOutputs(layer.download(layer.biasMoments().second()))),
              removed(index.scatter(layer.download(layer.posterior().live()))),
              norm(net.norms().get(l), before.get(l).norm(), index)));
    }
    return states;
  }

  /** Channels that are not live keep what they had. */
  private static NormState norm(BatchNorm norm, NormState before, WeightIndex index) {
    if (norm == null) {
      return null;
    }
    return new NormState(
        index.replaceOutputs(before.scale(), norm.download(norm.scale())),
        index.replaceOutputs(before.shift(), norm.download(norm.shift())),
        index.replaceOutputs(before.mean(), norm.download(norm.mean())),
        index.replaceOutputs(before.variance(), norm.download(norm.variance())),
        new AdamMoments(
            index.scatterOutputs(norm.download(norm.scaleMoments().first())),
            index.scatterOutputs(norm.download(norm.scaleMoments().second()))),
        new AdamMoments(
            index.scatterOutputs(norm.download(norm.shiftMoments().first())),
            index.scatterOutputs(norm.download(norm.shiftMoments().second()))));
  }

  private static void restore(WeightIndex index, NormState state, BatchNorm norm) {
    norm.upload(index.gatherOutputs(state.scale()), norm.scale());
    norm.upload(index.gatherOutputs(state.shift()), norm.shift());
    norm.upload(index.gatherOutputs(state.mean()), norm.mean());
    norm.upload(index.gatherOutputs(state.variance()), norm.variance());
    restore(index, state.scaleMoments(), norm, norm.scaleMoments());
    restore(index, state.shiftMoments(), norm, norm.shiftMoments());
  }

  private static void restore(
      WeightIndex index,
      AdamMoments from,
      BatchNorm norm,
      org.sparsevd.trainer.nn.MomentBuffers to) {
    if (from.first().length > 0) {
      norm.upload(index.gatherOutputs(from.first()), to.first());
      norm.upload(index.gatherOutputs(from.second()), to.second());
    }
  }

  private static BitSet removed(float[] live) {
    BitSet removed = new BitSet();
    for (int i = 0; i < live.length; i++) {
      removed.set(i, live[i] == 0);
    }
    return removed;
  }

  /** Fills a net of the live units; the states have been checked by their checkpoint. */
  static void restore(List<LayerState> states, LiveUnits live, Net net) {
    for (int l = 0; l < states.size(); l++) {
      LayerState state = states.get(l);
      SparseVdLayer layer = net.weighted().get(l);
      WeightIndex index = WeightIndex.of(states, live, l);
      layer.upload(index.gather(state.weight()), layer.posterior().mean());
      layer.upload(index.gather(state.logSigma2()), layer.posterior().logSigma2());
      layer.upload(index.gatherOutputs(state.bias()), layer.bias());
      restore(index, state.weightMoments(), layer, layer.meanMoments());
      restore(index, state.logSigma2Moments(), layer, layer.logSigma2Moments());
      AdamMoments bias = state.biasMoments();
      if (bias.first().length > 0) {
        layer.upload(index.gatherOutputs(bias.first()), layer.biasMoments().first());
        layer.upload(index.gatherOutputs(bias.second()), layer.biasMoments().second());
      }
      float[] left = new float[state.weight().length];
      for (int i = 0; i < left.length; i++) {
        left[i] = state.removed().get(i) ? 0 : 1;
      }
      layer.upload(index.gather(left), layer.posterior().live());
      layer.refresh();
      if (net.norms().get(l) != null) {
        restore(index, state.norm(), net.norms().get(l));
      }
    }
  }

  private static void restore(
      WeightIndex index,
      AdamMoments from,
      SparseVdLayer layer,
      org.sparsevd.trainer.nn.MomentBuffers to) {
    if (from.first().length > 0) {
      layer.upload(index.gather(from.first()), to.first());
      layer.upload(index.gather(from.second()), to.second());
    }
  }
}
