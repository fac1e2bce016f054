package org.sparsevd.trainer.net;

import java.util.Arrays;
import java.util.List;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Mode;
import org.sparsevd.trainer.recipe.Network;

/**
 * Layers and what each reads. The gradient of a value that several layers read is the sum of
 * theirs, added up from the last reader to the first.
 */
final class Graph {
  private final Backend backend;
  private final List<Layer> layers;
  private final List<List<Integer>> inputs;

  /** Whether somebody needs the gradient of a layer's output. */
  private final boolean[] needed;

  /** Where gradients of several readers are added up; null where the only one is taken as it is. */
  private final Buffer[] totals;

  private final Buffer[] values;
  private final Buffer[] gradients;

  /**
   * @param needed whether a layer or one before it has parameters
   * @param sizes numbers of each layer's output
   */
  Graph(Backend backend, List<Layer> layers, Network network, boolean[] needed, int[] sizes) {
    this.backend = backend;
    this.layers = List.copyOf(layers);
    this.inputs = network.inputs();
    this.needed = needed;
    int count = layers.size();
    totals = new Buffer[count];
    values = new Buffer[count];
    gradients = new Buffer[count];
    for (int i = 0; i < count; i++) {
      if (needed[i] && (network.readers(i) > 1 || shares(network, i))) {
        totals[i] = backend.buffer(sizes[i]);
      }
    }
  }

  /**
   * Whether a value's gradient is that of others too, and its layer would change it: that of a sum
   * is the gradient of all that was added.
   */
  private boolean shares(Network network, int value) {
    for (int i = value + 1; i < layers.size(); i++) {
      List<Integer> read = network.inputs().get(i);
      if (read.contains(value) && read.size() > 1) {
        return layers.get(value).overwrites();
      }
    }
    return false;
  }

  /** The last layer's output. */
  Buffer forward(Buffer x, Mode mode) {
    for (int i = 0; i < values.length; i++) {
      List<Integer> read = inputs.get(i);
      Buffer[] in = new Buffer[read.size()];
      for (int j = 0; j < in.length; j++) {
        in[j] = read.get(j) == Network.INPUT ? x : values[read.get(j)];
      }
      values[i] = layers.get(i).apply(in, mode);
    }
    return values[values.length - 1];
  }

  /** Takes the gradient of the last layer's output. */
  void backward(Buffer dy) {
    Arrays.fill(gradients, null);
    gradients[gradients.length - 1] = dy;
    for (int i = gradients.length - 1; i >= 0; i--) {
      if (needed[i] && gradients[i] != null) {
        Buffer[] dx = layers.get(i).gradients(gradients[i]);
        for (int j = 0; j < dx.length; j++) {
          give(inputs.get(i).get(j), dx[j]);
        }
      }
    }
  }

  private void give(int value, Buffer gradient) {
    if (value == Network.INPUT || !needed[value]) {
      return;
    }
    if (totals[value] == null) {
      gradients[value] = gradient;
    } else if (gradients[value] == null) {
      backend.graphs().copy(gradient, 0, totals[value], 0, gradient.size());
      gradients[value] = totals[value];
    } else {
      backend.graphs().add(gradient, totals[value]);
    }
  }
}
