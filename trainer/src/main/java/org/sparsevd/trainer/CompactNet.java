package org.sparsevd.trainer;

import java.util.List;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.net.LiveUnits;
import org.sparsevd.trainer.net.Net;
import org.sparsevd.trainer.net.SparseVdLayer;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Geometry;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Recipe;
import org.sparsevd.trainer.unit.Connections;

/**
 * A network in training, computed on its live units alone. Which units live is a function of the
 * saved state, so a resumed run computes on the same ones.
 */
final class CompactNet {
  private final Recipe recipe;
  private final Backend backend;
  private List<LayerState> states;
  private LiveUnits live;
  private Network network;
  private Net net;

  /** The network in this state. */
  CompactNet(Recipe recipe, Backend backend, List<LayerState> states) {
    this.recipe = recipe;
    this.backend = backend;
    load(states);
  }

  /** Takes over a state of the whole network. */
  void load(List<LayerState> newStates) {
    LiveUnits nowLive = new Connections(recipe.network(), newStates).live();
    Network nowNetwork = recipe.network().thinned(densities(newStates));
    if (net == null || !nowLive.sameAs(live) || !nowNetwork.equals(network)) {
      int columns = Geometry.columnsFor(recipe.batchSize());
      net = new Net(nowNetwork, nowLive, recipe.noise(), recipe.blocks(), backend, columns);
    }
    network = nowNetwork;
    states = newStates;
    live = nowLive;
    LayerStates.restore(states, live, net);
  }

  /** Weights of each layer that are not removed, by all of it. */
  private static double[] densities(List<LayerState> states) {
    return states.stream()
        .mapToDouble(state -> 1 - (double) state.removed().cardinality() / state.weight().length)
        .toArray();
  }

  /** The state of the whole network. */
  List<LayerState> save() {
    states = LayerStates.save(net, states, live);
    return states;
  }

  Net net() {
    return net;
  }

  /** Weights of the whole network. */
  long total() {
    long total = 0;
    for (LayerState state : states) {
      total += state.weight().length;
    }
    return total;
  }

  /** Makes the thresholded network the one to evaluate; how many weights it has. */
  long threshold() {
    long nonZero = 0;
    for (SparseVdLayer layer : net.weighted()) {
      nonZero += layer.threshold();
    }
    return nonZero;
  }
}
