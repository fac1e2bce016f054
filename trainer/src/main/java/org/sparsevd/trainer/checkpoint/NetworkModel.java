package org.sparsevd.trainer.checkpoint;

import java.util.Iterator;
import java.util.List;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;
import org.sparsevd.trainer.data.DatasetIdentity;
import org.sparsevd.trainer.data.Preprocessing;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;

/** Joins an architecture and the weights of its layers. */
final class NetworkModel {
  private final Iterator<LayerState> states;
  private LayerState last;

  private NetworkModel(List<LayerState> layers) {
    this.states = layers.iterator();
  }

  /**
   * Checks that {@link #of} gives a model, without a copy of the weights.
   *
   * @throws IllegalArgumentException if layers, network and data do not fit each other
   */
  static void check(Network network, DatasetIdentity dataset, List<LayerState> layers) {
    if (!network.input().equals(dataset.shape())) {
      throw new IllegalArgumentException(
          "network '"
              + network.name()
              + "' takes images "
              + network.input()
              + ", the data set's are "
              + dataset.shape());
    }
    NetworkModel parts = new NetworkModel(layers);
    Shape shape = network.input();
    for (LayerSpec layer : network.layers()) {
      parts.check(layer, shape);
      shape = layer.outputShape(shape);
    }
    if (parts.states.hasNext()) {
      throw new IllegalArgumentException(
          "network '" + network.name() + "' has no layer for '" + parts.states.next().name() + "'");
    }
    if (shape.rank() != 1) {
      throw new IllegalArgumentException(
          "network '" + network.name() + "' must end in a vector, found " + shape);
    }
  }

  private void check(LayerSpec layer, Shape in) {
    if (layer instanceof LayerSpec.Dense dense) {
      check(next(dense.name()), Shape.of(dense.outputs(), in.size()));
    } else if (layer instanceof LayerSpec.Conv2d conv) {
      check(next(conv.name()), Shape.of(conv.filters(), in.dim(0), conv.kernel(), conv.kernel()));
    } else if (layer instanceof LayerSpec.BatchNorm && (last == null || last.norm() == null)) {
      String where = last == null ? "no layer" : "layer '" + last.name() + "', which has none";
      throw new IllegalArgumentException("expected batch normalisation behind " + where);
    }
  }

  private static void check(LayerState state, Shape expected) {
    Shape found = Shape.of(state.shape());
    if (!found.equals(expected)) {
      throw new IllegalArgumentException(
          "layer '" + state.name() + "' has weights " + expected + ", found " + found);
    }
  }

  /**
   * The model that takes raw pixels, of parts that have been checked. Layers without weights are
   * named by kind and position.
   */
  static Model of(Network network, Preprocessing preprocessing, List<LayerState> layers) {
    NetworkModel parts = new NetworkModel(layers);
    Model.Chain chain = new Model.Chain(network.name(), network.input());
    chain.add("preprocessing", preprocessing.toAffine());
    int position = 1;
    for (LayerSpec layer : network.layers()) {
      parts.add(chain, layer, position++);
    }
    return chain.build();
  }

  private void add(Model.Chain chain, LayerSpec layer, int position) {
    if (layer instanceof LayerSpec.Dense dense) {
      LayerState state = next(dense.name());
      chain.add(dense.name(), new Op.Dense(weight(state), state.bias()));
    } else if (layer instanceof LayerSpec.Conv2d conv) {
      LayerState state = next(conv.name());
      Window window = Window.square(conv.kernel(), conv.padding());
      chain.add(conv.name(), new Op.Conv2d(weight(state), state.bias(), window, 1));
    } else if (layer instanceof LayerSpec.MaxPool2d pool) {
      chain.add("pool" + position, new Op.MaxPool2d(Window.pooling(pool.size())));
    } else if (layer instanceof LayerSpec.Relu) {
      chain.add("relu" + position, new Op.Relu());
    } else if (layer instanceof LayerSpec.Flatten) {
      chain.add("flatten" + position, new Op.Flatten());
    } else if (layer instanceof LayerSpec.BatchNorm) {
      chain.add("norm" + position, norm(last.norm()));
    } else if (layer instanceof LayerSpec.Dropout) {
      return; // identity in a network that is not trained
    } else {
      throw new AssertionError("layer without operator: " + layer);
    }
  }

  private static Op.BatchNorm norm(NormState norm) {
    return new Op.BatchNorm(
        norm.scale(), norm.shift(), norm.mean(), norm.variance(), LayerSpec.BatchNorm.EPSILON);
  }

  private LayerState next(String name) {
    String found = "none";
    if (states.hasNext()) {
      LayerState state = states.next();
      if (state.name().equals(name)) {
        last = state;
        return state;
      }
      found = "'" + state.name() + "'";
    }
    throw new IllegalArgumentException("expected weights of layer '" + name + "', found " + found);
  }

  private static Tensor weight(LayerState state) {
    return new DenseTensor(Shape.of(state.shape()), state.remainingWeight());
  }
}
