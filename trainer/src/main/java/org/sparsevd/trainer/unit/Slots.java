package org.sparsevd.trainer.unit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;

/**
 * Which channels of a network's values go together. A slot is a channel, or an element of a vector.
 * Slots that carry the same channel have the same class: behind a layer that works on each channel
 * by itself, behind flattening, and in a sum.
 */
final class Slots {
  private final Network network;
  private final List<Shape> shapes;

  /** Class of each slot by layer; where classes were joined, see {@link #find}. */
  private final List<int[]> ids = new ArrayList<>();

  private final int[] input;
  private int[] parents = new int[64];
  private int count;

  /**
   * @param elements whether the input's slots are all its numbers, not its channels
   */
  Slots(Network network, boolean elements) {
    this.network = network;
    this.shapes = network.shapes();
    this.input = fresh(elements ? network.input().size() : network.input().dim(0));
    for (int i = 0; i < network.layers().size(); i++) {
      ids.add(network.layers().get(i).as(new Rule(i)));
    }
  }

  /** How many classes were made; some of them may be one by now. */
  int count() {
    return count;
  }

  private int[] fresh(int slots) {
    int[] made = new int[slots];
    for (int i = 0; i < slots; i++) {
      if (count == parents.length) {
        parents = Arrays.copyOf(parents, 2 * count);
      }
      parents[count] = count;
      made[i] = count++;
    }
    return made;
  }

  /** The class of a slot. */
  int find(int id) {
    int root = id;
    while (parents[root] != root) {
      root = parents[root];
    }
    for (int at = id; at != root; ) {
      int next = parents[at];
      parents[at] = root;
      at = next;
    }
    return root;
  }

  /** Makes two classes one. */
  void join(int a, int b) {
    int first = find(a);
    int second = find(b);
    parents[Math.max(first, second)] = Math.min(first, second);
  }

  /** Slots of a layer's output, or of the input. */
  int[] of(int layer) {
    return layer == Network.INPUT ? input : ids.get(layer);
  }

  /** Slots of what a layer reads first. */
  int[] read(int layer) {
    return of(network.inputs().get(layer).get(0));
  }

  Shape shape(int layer) {
    return layer == Network.INPUT ? network.input() : shapes.get(layer);
  }

  /** What each layer's output has for slots. */
  private final class Rule implements LayerSpec.Cases<int[]> {
    private final int layer;

    Rule(int layer) {
      this.layer = layer;
    }

    @Override
    public int[] dense(LayerSpec.Dense dense) {
      return fresh(dense.outputs());
    }

    @Override
    public int[] conv2d(LayerSpec.Conv2d conv) {
      return fresh(conv.filters());
    }

    @Override
    public int[] batchNorm(LayerSpec.BatchNorm norm) {
      return read(layer);
    }

    @Override
    public int[] dropout(LayerSpec.Dropout dropout) {
      return read(layer);
    }

    @Override
    public int[] maxPool2d(LayerSpec.MaxPool2d pool) {
      return read(layer);
    }

    @Override
    public int[] averagePool2d(LayerSpec.AveragePool2d pool) {
      return read(layer);
    }

    @Override
    public int[] globalAveragePool(LayerSpec.GlobalAveragePool pool) {
      return read(layer);
    }

    @Override
    public int[] relu(LayerSpec.Relu relu) {
      return read(layer);
    }

    @Override
    public int[] pointwise(LayerSpec.Pointwise function) {
      return read(layer);
    }

    @Override
    public int[] flatten(LayerSpec.Flatten flatten) {
      int[] channels = read(layer);
      int area = shapes.get(layer).size() / channels.length;
      int[] flat = new int[channels.length * area];
      for (int i = 0; i < flat.length; i++) {
        flat[i] = channels[i / area];
      }
      return flat;
    }

    @Override
    public int[] add(LayerSpec.Add add) {
      int[] first = read(layer);
      for (int other : network.inputs().get(layer)) {
        int[] slots = of(other);
        for (int i = 0; i < first.length; i++) {
          join(first[i], slots[i]);
        }
      }
      return first;
    }

    @Override
    public int[] concat(LayerSpec.Concat concat) {
      return network.inputs().get(layer).stream()
          .flatMapToInt(read -> Arrays.stream(of(read)))
          .toArray();
    }
  }
}
