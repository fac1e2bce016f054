package org.sparsevd.trainer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.sparsevd.trainer.checkpoint.AdamMoments;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.checkpoint.NormState;
import org.sparsevd.trainer.net.BatchNorm;
import org.sparsevd.trainer.net.LiveUnits;
import org.sparsevd.trainer.net.Net;
import org.sparsevd.trainer.net.SparseVdLayer;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.MomentBuffers;
import org.sparsevd.trainer.unit.UnitIndex;
import org.sparsevd.trainer.unit.WeightIndex;

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
    int free = 0;
    for (int l = 0; l < before.size(); l++) {
      List<NormState> later = new ArrayList<>();
      for (NormState norm : before.get(l).later()) {
        UnitIndex channels = new UnitIndex(norm.scale().length, live.norms().get(free));
        later.add(norm(net.freeNorms().get(free++), norm, channels));
      }
      SparseVdLayer layer = net.weighted().get(l);
      WeightIndex index = WeightIndex.of(before, live, l);
      states.add(
          new LayerState(
              layer.name(),
              before.get(l).shape(),
              index.scatter(layer.download(layer.posterior().mean())),
              index.scatter(layer.download(layer.posterior().logSigma2())),
              index.units().scatter(layer.download(layer.bias())),
              saved(layer.meanMoments(), layer::download, index::scatter),
              saved(layer.logSigma2Moments(), layer::download, index::scatter),
              saved(layer.biasMoments(), layer::download, index.units()::scatter),
              where(index.scatter(layer.download(layer.posterior().live())), 0),
              where(index.scatter(layer.download(layer.masked())), 1),
              norm(net.norms().get(l), before.get(l).norm(), index.units()),
              later));
    }
    return states;
  }

  /** Channels that are not live keep what they had. */
  private static NormState norm(BatchNorm norm, NormState before, UnitIndex index) {
    if (norm == null) {
      return null;
    }
    return new NormState(
        index.replace(before.scale(), norm.download(norm.scale())),
        index.replace(before.shift(), norm.download(norm.shift())),
        index.replace(before.mean(), norm.download(norm.mean())),
        index.replace(before.variance(), norm.download(norm.variance())),
        saved(norm.scaleMoments(), norm::download, index::scatter),
        saved(norm.shiftMoments(), norm::download, index::scatter));
  }

  private static AdamMoments saved(
      MomentBuffers from, Function<Buffer, float[]> download, UnaryOperator<float[]> scatter) {
    return new AdamMoments(
        scatter.apply(download.apply(from.first())), scatter.apply(download.apply(from.second())));
  }

  private static void restore(UnitIndex index, NormState state, BatchNorm norm) {
    norm.upload(index.gather(state.scale()), norm.scale());
    norm.upload(index.gather(state.shift()), norm.shift());
    norm.upload(index.gather(state.mean()), norm.mean());
    norm.upload(index.gather(state.variance()), norm.variance());
    restore(state.scaleMoments(), index::gather, norm::upload, norm.scaleMoments());
    restore(state.shiftMoments(), index::gather, norm::upload, norm.shiftMoments());
  }

  /** Where Adam has not begun, buffers keep the zeros that they begin with. */
  private static void restore(
      AdamMoments from,
      UnaryOperator<float[]> gather,
      BiConsumer<float[], Buffer> upload,
      MomentBuffers to) {
    if (from.first().length > 0) {
      upload.accept(gather.apply(from.first()), to.first());
      upload.accept(gather.apply(from.second()), to.second());
    }
  }

  private static BitSet where(float[] values, float value) {
    BitSet where = new BitSet();
    for (int i = 0; i < values.length; i++) {
      where.set(i, values[i] == value);
    }
    return where;
  }

  private static float[] members(BitSet set, int size, float in, float out) {
    float[] members = new float[size];
    for (int i = 0; i < size; i++) {
      members[i] = set.get(i) ? in : out;
    }
    return members;
  }

  /** Fills a net of the live units; the states have been checked by their checkpoint. */
  static void restore(List<LayerState> states, LiveUnits live, Net net) {
    int free = 0;
    for (int l = 0; l < states.size(); l++) {
      LayerState state = states.get(l);
      SparseVdLayer layer = net.weighted().get(l);
      WeightIndex index = WeightIndex.of(states, live, l);
      layer.upload(index.gather(state.weight()), layer.posterior().mean());
      layer.upload(index.gather(state.logSigma2()), layer.posterior().logSigma2());
      layer.upload(index.units().gather(state.bias()), layer.bias());
      restore(state.weightMoments(), index::gather, layer::upload, layer.meanMoments());
      restore(state.logSigma2Moments(), index::gather, layer::upload, layer.logSigma2Moments());
      restore(state.biasMoments(), index.units()::gather, layer::upload, layer.biasMoments());
      int size = state.weight().length;
      layer.upload(index.gather(members(state.removed(), size, 0, 1)), layer.posterior().live());
      layer.upload(index.gather(members(state.masked(), size, 1, 0)), layer.masked());
      layer.refresh();
      if (net.norms().get(l) != null) {
        restore(index.units(), state.norm(), net.norms().get(l));
      }
      for (NormState norm : state.later()) {
        UnitIndex channels = new UnitIndex(norm.scale().length, live.norms().get(free));
        restore(channels, norm, net.freeNorms().get(free++));
      }
    }
  }
}
