package org.sparsevd.trainer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.nn.Geometry;
import org.sparsevd.trainer.nn.Moments;
import org.sparsevd.trainer.nn.Net;
import org.sparsevd.trainer.nn.SparseVdLayer;

/** Moves parameters and optimiser state between a net and a checkpoint. */
final class LayerStates {
  private LayerStates() {}

  static List<LayerState> save(Net net) {
    List<LayerState> states = new ArrayList<>();
    for (SparseVdLayer layer : net.weighted()) {
      states.add(
          new LayerState(
              layer.name(),
              shape(layer.geometry()),
              layer.download(layer.posterior().mean()),
              layer.download(layer.posterior().logSigma2()),
              layer.download(layer.bias()),
              save(layer, layer.meanMoments()),
              save(layer, layer.logSigma2Moments()),
              save(layer, layer.biasMoments()),
              removed(layer)));
    }
    return states;
  }

  private static int[] shape(Geometry g) {
    return g.isDense()
        ? new int[] {g.outputs(), g.inputs()}
        : new int[] {g.outputs(), g.inputs(), g.kernel(), g.kernel()};
  }

  private static org.sparsevd.trainer.checkpoint.Moments save(SparseVdLayer layer, Moments m) {
    return new org.sparsevd.trainer.checkpoint.Moments(
        layer.download(m.first()), layer.download(m.second()));
  }

  private static BitSet removed(SparseVdLayer layer) {
    float[] live = layer.download(layer.posterior().live());
    BitSet removed = new BitSet();
    for (int i = 0; i < live.length; i++) {
      removed.set(i, live[i] == 0);
    }
    return removed;
  }

  /** The states belong to a network of this architecture: a checkpoint has checked them. */
  static void restore(List<LayerState> states, Net net) {
    for (int l = 0; l < states.size(); l++) {
      LayerState state = states.get(l);
      SparseVdLayer layer = net.weighted().get(l);
      layer.upload(state.weight(), layer.posterior().mean());
      layer.upload(state.logSigma2(), layer.posterior().logSigma2());
      layer.upload(state.bias(), layer.bias());
      restore(layer, state.weightMoments(), layer.meanMoments());
      restore(layer, state.logSigma2Moments(), layer.logSigma2Moments());
      restore(layer, state.biasMoments(), layer.biasMoments());
      float[] live = new float[state.weight().length];
      for (int i = 0; i < live.length; i++) {
        live[i] = state.removed().get(i) ? 0 : 1;
      }
      layer.upload(live, layer.posterior().live());
      layer.refresh();
    }
  }

  private static void restore(
      SparseVdLayer layer, org.sparsevd.trainer.checkpoint.Moments from, Moments to) {
    if (from.first().length > 0) {
      layer.upload(from.first(), to.first());
      layer.upload(from.second(), to.second());
    }
  }
}
