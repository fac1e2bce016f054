package org.sparsevd.benchmarks.nets;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** A net under construction, with made-up weights of a fixed seed. */
final class NetBuilder {
  private final Random random;
  private final Scales scales;
  private final Shape input;
  private final List<Node> nodes = new ArrayList<>();
  private String last = Model.INPUT;
  private int channels;

  /**
   * How large weights are.
   *
   * @param gain of a layer: its weights' variance times its inputs
   * @param filters deviation of the logarithm of a filter's scale; 0 where all have the same
   */
  record Scales(double gain, double filters) {}

  /**
   * A net of no layers.
   *
   * @param input channels, height and width
   */
  NetBuilder(Shape input, Scales scales, long seed) {
    this.random = new Random(seed);
    this.scales = scales;
    this.input = input;
    this.channels = input.dim(0);
  }

  /** A place in the net: a value, and its channels. */
  record Place(String value, int channels) {}

  /** The value that the next layer reads. */
  Place here() {
    return new Place(last, channels);
  }

  /** Lets the next layer read a value that was computed before. */
  void back(Place place) {
    last = place.value();
    channels = place.channels();
  }

  /** A convolution that keeps the size of images, divided by the stride. */
  void convolution(String name, int filters, int kernel, int stride) {
    convolution(name, filters, kernel, stride, 1);
  }

  /** The same in groups of channels. */
  void convolution(String name, int filters, int kernel, int stride, int groups) {
    int pad = kernel / 2;
    Window window = new Window(kernel, kernel, stride, stride, 1, 1, pad, pad, pad, pad);
    Shape shape = Shape.of(filters, channels / groups, kernel, kernel);
    add(name, new Op.Conv2d(weight(shape), bias(filters), window, groups));
    channels = filters;
  }

  void dense(String name, int outputs, int inputs) {
    add(name, new Op.Dense(weight(Shape.of(outputs, inputs)), bias(outputs)));
  }

  void add(String name, Op op) {
    nodes.add(new Node(name, op, List.of(last)));
    last = name;
  }

  /** The sum of the last value and another one. */
  void sum(String name, Place other) {
    nodes.add(new Node(name, new Op.Add(), List.of(last, other.value())));
    last = name;
  }

  /** The mean of each channel, and a layer of so many classes over these. */
  void classifier(int classes) {
    add("mean", new Op.GlobalAvgPool2d());
    add("flatten", new Op.Flatten());
    dense("fc", classes, channels);
  }

  Model build(String name) {
    return new Model(name, input, nodes, last, Map.of());
  }

  private DenseTensor weight(Shape shape) {
    int columns = shape.size() / shape.dim(0);
    float[] values = new float[shape.size()];
    for (int row = 0; row < shape.dim(0); row++) {
      double scale = Math.exp(scales.filters() * random.nextGaussian());
      double deviation = scale * Math.sqrt(scales.gain()) / Math.sqrt(columns);
      for (int i = row * columns; i < (row + 1) * columns; i++) {
        values[i] = (float) (deviation * random.nextGaussian());
      }
    }
    return new DenseTensor(shape, values);
  }

  private float[] bias(int units) {
    float[] bias = new float[units];
    for (int i = 0; i < units; i++) {
      bias[i] = (float) (0.05 * random.nextGaussian());
    }
    return bias;
  }
}
