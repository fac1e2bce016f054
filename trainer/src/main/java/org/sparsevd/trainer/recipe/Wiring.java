package org.sparsevd.trainer.recipe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which layer reads which, while a network is changed. */
final class Wiring {
  private final Network network;
  private final List<LayerSpec> layers = new ArrayList<>();
  private final List<List<Integer>> inputs = new ArrayList<>();

  /** From layers of the network before to those of the new one. */
  private final Map<Integer, Integer> moved = new HashMap<>();

  private int kept;

  Wiring(Network network) {
    this.network = network;
    moved.put(Network.INPUT, Network.INPUT);
  }

  /** What each layer of a chain reads. */
  static List<List<Integer>> chain(int layers) {
    List<List<Integer>> inputs = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      inputs.add(List.of(i - 1));
    }
    return inputs;
  }

  /** Takes over the next layer, or another one in its place. */
  void keep(LayerSpec layer) {
    inputs.add(network.inputs().get(kept).stream().map(moved::get).toList());
    moved.put(kept++, layers.size());
    layers.add(layer);
  }

  /** A layer between the next one and all that it reads, which is one value. */
  void insert(LayerSpec layer) {
    int read = network.inputs().get(kept).get(0);
    inputs.add(List.of(moved.get(read)));
    moved.put(read, layers.size());
    layers.add(layer);
  }

  /** A layer between the network's input and all that read it. */
  void insertAtInput(LayerSpec layer) {
    inputs.add(List.of(Network.INPUT));
    moved.put(Network.INPUT, layers.size());
    layers.add(layer);
  }

  Network network() {
    return new Network(network.name(), network.input(), layers, inputs);
  }

  /**
   * Checks that layers read what stands before them, as much as they take, and that all but the
   * last is read.
   *
   * @throws IllegalArgumentException naming the layer by its number, from 1
   */
  static void check(String name, List<LayerSpec> layers, List<List<Integer>> inputs) {
    if (inputs.size() != layers.size()) {
      throw new IllegalArgumentException(
          "network '" + name + "' has " + layers.size() + " layers and inputs of " + inputs.size());
    }
    boolean[] read = new boolean[layers.size()];
    boolean weights = false;
    for (int i = 0; i < layers.size(); i++) {
      String where = "network '" + name + "': layer " + (i + 1);
      int count = inputs.get(i).size();
      if (layers.get(i).joins() ? count < 2 : count != 1) {
        throw new IllegalArgumentException(
            where + " reads " + count + " values, expected " + (count < 2 ? "at least 2" : "1"));
      }
      for (int input : inputs.get(i)) {
        if (input < Network.INPUT || input >= i) {
          throw new IllegalArgumentException(where + " reads what does not stand before it");
        }
        if (input != Network.INPUT) {
          read[input] = true;
        }
      }
      weights |= layers.get(i) instanceof LayerSpec.Weighted;
      if (layers.get(i) instanceof LayerSpec.BatchNorm && !weights) {
        throw new IllegalArgumentException(
            where + ", batch normalisation, must stand behind a layer with weights");
      }
    }
    for (int i = 0; i + 1 < read.length; i++) {
      if (!read[i]) {
        throw new IllegalArgumentException("network '" + name + "': nobody reads layer " + (i + 1));
      }
    }
  }
}
