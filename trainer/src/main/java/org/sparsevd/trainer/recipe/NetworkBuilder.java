package org.sparsevd.trainer.recipe;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sparsevd.tensor.Shape;

/**
 * Describes a network layer by layer; each is checked against what it stands on.
 *
 * <p>Layers with weights that are given no name are called {@code conv1}, {@code conv2}, ... and
 * {@code fc1}, {@code fc2}, ...
 */
public final class NetworkBuilder {
  private static final int MAX_LAYERS = 1000;

  private final String name;
  private final Shape input;
  private final List<LayerSpec> layers = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private Shape shape;
  private CheckpointSize size;
  private int convolutions;
  private int denses;

  NetworkBuilder(String name, Shape input) {
    checkName("network", name);
    if (input.rank() != 3) {
      throw new IllegalArgumentException(
          "network '" + name + "' takes images [channels, height, width], found " + input);
    }
    this.name = name;
    this.input = input;
    this.shape = input;
    this.size = CheckpointSize.of(input);
  }

  /** Convolution with a square kernel, stride 1 and no padding. */
  public NetworkBuilder conv2d(int filters, int kernel) {
    return conv2d(filters, kernel, 0);
  }

  /**
   * Convolution with a square kernel and stride 1.
   *
   * @param padding zeros around the image on each side, less than the kernel
   */
  public NetworkBuilder conv2d(int filters, int kernel, int padding) {
    return add(new LayerSpec.Conv2d(nextConvolution(), filters, kernel, padding));
  }

  /** Fully connected layer. */
  public NetworkBuilder dense(int outputs) {
    return add(new LayerSpec.Dense(nextDense(), outputs));
  }

  /** Batch normalisation, right behind a layer with weights. */
  public NetworkBuilder batchNorm() {
    return add(new LayerSpec.BatchNorm());
  }

  /** {@code max(x, 0)}. */
  public NetworkBuilder relu() {
    return add(new LayerSpec.Relu());
  }

  /** Maximum over squares that do not overlap; behind the first convolution. */
  public NetworkBuilder maxPool2d(int size) {
    return add(new LayerSpec.MaxPool2d(size));
  }

  /** Binary dropout, in dense phases only. */
  public NetworkBuilder dropout(double rate) {
    return add(new LayerSpec.Dropout(rate));
  }

  /** Image to vector, as a dense layer takes it. */
  public NetworkBuilder flatten() {
    return add(new LayerSpec.Flatten());
  }

  /** The name of the next convolution that is given none. */
  public String nextConvolution() {
    return "conv" + (convolutions + 1);
  }

  /** The name of the next dense layer that is given none. */
  public String nextDense() {
    return "fc" + (denses + 1);
  }

  /**
   * Adds any layer.
   *
   * @throws IllegalArgumentException if it does not fit what it stands on, its name is taken or no
   *     name, or the network becomes too large
   */
  public NetworkBuilder add(LayerSpec layer) {
    if (layers.size() == MAX_LAYERS) {
      throw new IllegalArgumentException("a network has at most " + MAX_LAYERS + " layers");
    }
    Shape out = layer.outputShape(shape);
    if (layer instanceof LayerSpec.Conv2d conv) {
      weighted(conv.name());
      convolutions++;
    } else if (layer instanceof LayerSpec.Dense dense) {
      weighted(dense.name());
      denses++;
    } else if (layer instanceof LayerSpec.BatchNorm && !behindWeights()) {
      throw new IllegalArgumentException(
          "batch normalisation must stand right behind a layer with weights");
    } else if (layer instanceof LayerSpec.MaxPool2d && names.isEmpty()) {
      throw new IllegalArgumentException("max pooling must stand behind a convolution");
    }
    size = size.plus(layer, shape);
    layers.add(layer);
    shape = out;
    return this;
  }

  private boolean behindWeights() {
    return !layers.isEmpty() && Network.weighted(layers.get(layers.size() - 1));
  }

  private void weighted(String layer) {
    checkName("layer", layer);
    if (layer.matches("preprocessing|input|(pool|relu|flatten|norm)[0-9]+")) {
      throw new IllegalArgumentException("layer name '" + layer + "' is taken by layers without");
    }
    if (!names.add(layer)) {
      throw new IllegalArgumentException("there are two layers '" + layer + "'");
    }
  }

  private static void checkName(String what, String name) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")) {
      throw new IllegalArgumentException(
          what
              + " name must be 1 to 64 letters, digits, '_', '.' or '-', found '"
              + name.replaceAll("\\p{Cntrl}", "?")
              + "'");
    }
  }

  /**
   * The network.
   *
   * @throws IllegalArgumentException if it has no layer with weights or does not end in a vector
   */
  public Network build() {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("network '" + name + "' has no layer with weights");
    }
    if (shape.rank() != 1) {
      throw new IllegalArgumentException(
          "network '" + name + "' must end in one score per class, found " + shape);
    }
    return new Network(name, input, layers);
  }
}
