package org.sparsevd.trainer.unit;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.checkpoint.NormState;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;

/** Which layers of a network hold which state. */
final class Wired {
  private final Network network;

  /** Layers with weights, by their place in the network. */
  private final List<Integer> weighted = new ArrayList<>();

  /** Batch normalisation that stands by itself. */
  private final List<Integer> free = new ArrayList<>();

  Wired(Network network) {
    this.network = network;
    for (int i = 0; i < network.layers().size(); i++) {
      if (network.layers().get(i) instanceof LayerSpec.Weighted) {
        weighted.add(i);
      } else if (network.layers().get(i) instanceof LayerSpec.BatchNorm && !network.normalises(i)) {
        free.add(i);
      }
    }
  }

  /** Places of the layers with weights. */
  List<Integer> weighted() {
    return weighted;
  }

  /** Places of batch normalisation that stands by itself. */
  List<Integer> free() {
    return free;
  }

  LayerSpec.Weighted spec(int weights) {
    return (LayerSpec.Weighted) network.layers().get(weighted.get(weights));
  }

  /** The place of what the layer of these weights reads. */
  int readBy(int weights) {
    return network.inputs().get(weighted.get(weights)).get(0);
  }

  /** Number of the weights of the layer at a place. */
  int weightsOf(int layer) {
    return weighted.indexOf(layer);
  }

  /** The state of the batch normalisation at a place. */
  NormState norm(List<LayerState> states, int layer) {
    if (network.normalises(layer)) {
      return states.get(weightsOf(network.inputs().get(layer).get(0))).norm();
    }
    return freeNorms(states).get(free.indexOf(layer));
  }

  /** States of batch normalisation that stands by itself, in the network's order. */
  static List<NormState> freeNorms(List<LayerState> states) {
    return states.stream().flatMap(state -> state.later().stream()).toList();
  }
}
