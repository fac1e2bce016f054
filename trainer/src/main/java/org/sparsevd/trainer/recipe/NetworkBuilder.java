package org.sparsevd.trainer.recipe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;

/**
 * Describes a network layer by layer; each is checked against what it stands on.
 *
 * <p>A layer reads the one before it, unless it is told what to read. Values are told by names: of
 * layers with weights, of those that {@link #name} gives, and {@code input}. Layers with weights
 * that are given no name are called {@code conv1}, {@code conv2}, ... and {@code fc1}, {@code fc2},
 * ...
 */
public final class NetworkBuilder {
  private static final int MAX_LAYERS = 1000;

  /** Names that a deployed model has for layers without weights. */
  private static final String TAKEN =
      "preprocessing|input|(pool|relu|flatten|norm|add|concat|average|mean"
          + "|leakyRelu|clamp|hardSwish|silu|sigmoid|tanh)[0-9]+(_[0-9]+)?";

  private final String name;
  private final Shape input;
  private final List<LayerSpec> layers = new ArrayList<>();
  private final List<List<Integer>> inputs = new ArrayList<>();
  private final List<Shape> shapes = new ArrayList<>();
  private final Set<String> weights = new HashSet<>();
  private final Set<Integer> read = new HashSet<>();
  private final Map<String, Integer> values = new HashMap<>();
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
    this.size = CheckpointSize.of(input);
    values.put("input", Network.INPUT);
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

  /** Convolution with any window, in groups; see {@link LayerSpec.Conv2d}. */
  public NetworkBuilder conv2d(int filters, Window window, int groups) {
    return add(new LayerSpec.Conv2d(nextConvolution(), filters, window, groups));
  }

  /** Fully connected layer. */
  public NetworkBuilder dense(int outputs) {
    return add(new LayerSpec.Dense(nextDense(), outputs));
  }

  /** Batch normalisation, somewhere behind a layer with weights. */
  public NetworkBuilder batchNorm() {
    return add(new LayerSpec.BatchNorm());
  }

  /** {@code max(x, 0)}. */
  public NetworkBuilder relu() {
    return add(new LayerSpec.Relu());
  }

  /** A function without parameters. */
  public NetworkBuilder pointwise(Function function) {
    return add(new LayerSpec.Pointwise(function));
  }

  /** Maximum over squares that do not overlap; behind the first convolution. */
  public NetworkBuilder maxPool2d(int size) {
    return add(new LayerSpec.MaxPool2d(size));
  }

  /** Mean over the pixels of each channel, {@code [channels, 1, 1]}. */
  public NetworkBuilder globalAveragePool() {
    return add(new LayerSpec.GlobalAveragePool());
  }

  /** Binary dropout, in dense phases only. */
  public NetworkBuilder dropout(double rate) {
    return add(new LayerSpec.Dropout(rate));
  }

  /** Image to vector, as a dense layer takes it. */
  public NetworkBuilder flatten() {
    return add(new LayerSpec.Flatten());
  }

  /** The sum of the last value and others. */
  public NetworkBuilder sum(String... others) {
    return join(new LayerSpec.Add(), others);
  }

  /** The last value and behind it others, along the channels. */
  public NetworkBuilder concat(String... others) {
    return join(new LayerSpec.Concat(), others);
  }

  private NetworkBuilder join(LayerSpec layer, String... others) {
    List<Integer> all = new ArrayList<>(List.of(last()));
    for (String other : others) {
      all.add(value(other));
    }
    return append(layer, all);
  }

  /** Gives the last value a name, by which later layers may read it. */
  public NetworkBuilder name(String label) {
    checkName("value", label);
    if (values.containsKey(label) && values.get(label) != last()) {
      throw new IllegalArgumentException("there are two values '" + label + "'");
    }
    values.put(label, last());
    return this;
  }

  /** The shape of the last value. */
  public Shape shape() {
    return last() == Network.INPUT ? input : shapes.get(last());
  }

  /**
   * The shape of a value.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public Shape shapeOf(String label) {
    int index = value(label);
    return index == Network.INPUT ? input : shapes.get(index);
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
   * Adds any layer, which reads the last value.
   *
   * @throws IllegalArgumentException if it does not fit what it stands on, its name is taken or no
   *     name, or the network becomes too large
   */
  public NetworkBuilder add(LayerSpec layer) {
    return append(layer, List.of(last()));
  }

  /**
   * Adds any layer, which reads these values.
   *
   * @throws IllegalArgumentException as above, or if there is no such value
   */
  public NetworkBuilder add(LayerSpec layer, String... readValues) {
    List<Integer> all = new ArrayList<>();
    for (String value : readValues) {
      all.add(value(value));
    }
    return append(layer, all);
  }

  private int last() {
    return layers.size() - 1;
  }

  private int value(String label) {
    Integer index = values.get(label);
    if (index == null) {
      throw new IllegalArgumentException(
          "there is no value '"
              + label
              + "' before it, expected one of "
              + String.join(", ", values.keySet().stream().sorted().toList()));
    }
    return index;
  }

  private NetworkBuilder append(LayerSpec layer, List<Integer> reads) {
    if (layers.size() == MAX_LAYERS) {
      throw new IllegalArgumentException("a network has at most " + MAX_LAYERS + " layers");
    }
    if (layer.joins() ? reads.size() < 2 : reads.size() != 1) {
      throw new IllegalArgumentException(
          "the layer takes "
              + (layer.joins() ? "two or more values" : "one value")
              + ", found "
              + reads.size());
    }
    Shape[] in =
        reads.stream().map(i -> i == Network.INPUT ? input : shapes.get(i)).toArray(Shape[]::new);
    Shape out = layer.outputShape(in);
    if (layer instanceof LayerSpec.Weighted weighted) {
      weighted(weighted.name());
      convolutions += layer instanceof LayerSpec.Conv2d ? 1 : 0;
      denses += layer instanceof LayerSpec.Dense ? 1 : 0;
    } else if (layer instanceof LayerSpec.BatchNorm && weights.isEmpty()) {
      throw new IllegalArgumentException(
          "batch normalisation must stand behind a layer with weights");
    } else if (layer instanceof LayerSpec.MaxPool2d && weights.isEmpty()) {
      throw new IllegalArgumentException("max pooling must stand behind a convolution");
    }
    size = size.plus(layer, in[0]);
    layers.add(layer);
    inputs.add(reads);
    shapes.add(out);
    read.addAll(reads);
    return this;
  }

  private void weighted(String layer) {
    checkName("layer", layer);
    if (layer.matches(TAKEN)) {
      throw new IllegalArgumentException("layer name '" + layer + "' is taken by layers without");
    }
    if (!weights.add(layer)) {
      throw new IllegalArgumentException("there are two layers '" + layer + "'");
    }
    if (values.put(layer, layers.size()) != null) {
      throw new IllegalArgumentException("there are two values '" + layer + "'");
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
   * @throws IllegalArgumentException if it has no layer with weights, does not end in a vector, or
   *     nobody reads one of its layers
   */
  public Network build() {
    if (weights.isEmpty()) {
      throw new IllegalArgumentException("network '" + name + "' has no layer with weights");
    }
    Shape shape = shapes.get(last());
    if (shape.rank() != 1) {
      throw new IllegalArgumentException(
          "network '" + name + "' must end in one score per class, found " + shape);
    }
    for (Map.Entry<String, Integer> value : values.entrySet()) {
      int index = value.getValue();
      if (index != Network.INPUT && index != last() && !read.contains(index)) {
        throw new IllegalArgumentException(
            "network '" + name + "': nobody reads '" + value.getKey() + "'");
      }
    }
    return new Network(name, input, layers, inputs);
  }
}
