package org.sparsevd.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Tensor;

/** Random models of every operator, with branches, odd sizes and all densities. */
final class RandomModels {
  private final Random random;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private Shape shape;
  private String last = Model.INPUT;

  private RandomModels(Random random) {
    this.random = random;
  }

  /** A net over an image. */
  static Model image(Random random) {
    RandomModels maker = new RandomModels(random);
    Shape input = Shape.of(1 + random.nextInt(4), 5 + random.nextInt(20), 5 + random.nextInt(20));
    maker.shape = input;
    int layers = 1 + random.nextInt(7);
    for (int i = 0; i < layers; i++) {
      maker.imageLayer();
    }
    maker.add(new Op.Flatten());
    maker.vectorLayers();
    return maker.build(input);
  }

  /** A net over a vector. */
  static Model vector(Random random) {
    RandomModels maker = new RandomModels(random);
    Shape input = Shape.of(1 + random.nextInt(90));
    maker.shape = input;
    maker.vectorLayers();
    return maker.build(input);
  }

  private Model build(Shape input) {
    return new Model("random", input, nodes, last, Map.of());
  }

  private void add(Op op, String... inputs) {
    String name = op.getClass().getSimpleName() + nodes.size();
    List<String> names = inputs.length == 0 ? List.of(last) : List.of(inputs);
    nodes.add(new Node(name, op, names));
    shape = op.outputShape(names.stream().map(this::shapeOf).toList());
    shapes.put(name, shape);
    last = name;
  }

  private Shape shapeOf(String name) {
    return shapes.getOrDefault(name, shape);
  }

  private void imageLayer() {
    int channels = shape.dim(0);
    switch (random.nextInt(16)) {
      case 0, 1, 2 -> add(convolution());
      case 10, 11 -> add(pointwise());
      case 12 -> add(new Op.PRelu(floats(random.nextBoolean() ? channels : shape.size())));
      case 13 -> add(movement());
      case 14 -> gate();
      case 15 -> add(random.nextBoolean() ? new Op.Softmax() : new Op.LogSoftmax());
      case 3 -> add(new Op.MaxPool2d(window(true)));
      case 4 -> add(new Op.AvgPool2d(window(true), random.nextBoolean()));
      case 5 -> {
        if (shape.dim(1) > 1 && shape.dim(2) > 1) {
          add(new Op.MaxPool2d(Window.pooling(2)));
        }
      }
      case 6 -> add(new Op.Relu());
      case 7 -> add(norm(channels));
      case 8 -> branch();
      default -> {
        int count = random.nextBoolean() ? channels : shape.size();
        add(new Op.Affine(floats(count), floats(count)));
      }
    }
    if (random.nextInt(12) == 0) {
      add(new Op.GlobalAvgPool2d());
    }
  }

  private Op pointwise() {
    return switch (random.nextInt(7)) {
      case 0 -> new Op.LeakyRelu(random.nextFloat());
      case 1 -> new Op.Clip(-random.nextFloat(), random.nextFloat());
      case 2 -> new Op.Sigmoid();
      case 3 -> new Op.Tanh();
      case 4 -> new Op.HardSigmoid(random.nextFloat(), random.nextFloat());
      case 5 -> new Op.HardSwish();
      default -> new Op.Relu();
    };
  }

  private Op movement() {
    if (shape.size() > 4_000) {
      return new Op.Relu();
    }
    return switch (random.nextInt(3)) {
      case 0 ->
          new Op.Pad2d(
              random.nextInt(3),
              random.nextInt(3),
              random.nextInt(3),
              random.nextInt(3),
              random.nextFloat());
      case 1 -> new Op.Transpose(random.nextBoolean() ? List.of(2, 0, 1) : List.of(0, 2, 1));
      default ->
          new Op.Upsample2d(1 + random.nextInt(3), 1 + random.nextInt(3), random.nextBoolean());
    };
  }

  /** Channels scaled by what is computed from their means. */
  private void gate() {
    String stem = last;
    Shape before = shape;
    shapes.put(stem, before);
    if (random.nextBoolean()) {
      add(new Op.GlobalAvgPool2d());
      add(new Op.Reshape(Shape.of(before.dim(0))));
      add(new Op.Sigmoid());
      add(new Op.Reshape(Shape.of(before.dim(0), 1, 1)));
    } else {
      add(new Op.HardSigmoid(0.3f, 0.4f));
    }
    add(new Op.Mul(), stem, last);
  }

  private void branch() {
    String stem = last;
    Shape before = shape;
    shapes.put(stem, before);
    add(new Op.Relu());
    String left = last;
    last = stem;
    shape = before;
    add(norm(before.dim(0)));
    if (random.nextBoolean()) {
      add(new Op.Concat(), left, last, stem);
    } else {
      add(new Op.Add(), left, last);
    }
  }

  private void vectorLayers() {
    int layers = random.nextInt(4);
    for (int i = 0; i < layers; i++) {
      int outputs = 1 + random.nextInt(40);
      Tensor weight = weight(Shape.of(outputs, shape.size()));
      add(new Op.Dense(weight, floats(outputs)));
      if (random.nextBoolean()) {
        add(pointwise());
      }
    }
    if (random.nextInt(3) == 0) {
      add(new Op.Softmax());
    }
  }

  private Op.Conv2d convolution() {
    Window window = window(false);
    int groups = shape.dim(0) % 2 == 0 && random.nextInt(3) == 0 ? 2 : 1;
    int filters = groups * (1 + random.nextInt(6));
    int inputs = shape.dim(0) / groups;
    Tensor weight = weight(Shape.of(filters, inputs, window.kernelHeight(), window.kernelWidth()));
    return new Op.Conv2d(weight, floats(filters), window, groups);
  }

  private Op.BatchNorm norm(int channels) {
    float[] variance = floats(channels);
    for (int c = 0; c < channels; c++) {
      variance[c] = variance[c] * variance[c];
    }
    return new Op.BatchNorm(floats(channels), floats(channels), floats(channels), variance, 0.1f);
  }

  private Window window(boolean pooling) {
    int height = 1 + random.nextInt(Math.min(5, shape.dim(1)));
    int width = 1 + random.nextInt(Math.min(5, shape.dim(2)));
    int dilationHeight = height > 1 && (height - 1) * 2 < shape.dim(1) ? 1 + random.nextInt(2) : 1;
    int dilationWidth = width > 1 && (width - 1) * 2 < shape.dim(2) ? 1 + random.nextInt(2) : 1;
    int[] pads = new int[4];
    for (int i = 0; i < 4 && random.nextBoolean(); i++) {
      pads[i] = random.nextInt(pooling ? (i % 2 == 0 ? height : width) : 3);
    }
    // A pooling window over padding alone has no mean: keep a dilated one away from the border.
    boolean inside = pooling && (dilationHeight > 1 || dilationWidth > 1);
    return new Window(
        height,
        width,
        1 + random.nextInt(3),
        1 + random.nextInt(3),
        dilationHeight,
        dilationWidth,
        inside ? 0 : pads[0],
        inside ? 0 : pads[1],
        inside ? 0 : pads[2],
        inside ? 0 : pads[3]);
  }

  private Tensor weight(Shape weightShape) {
    double density = new double[] {0, 0.02, 0.1, 0.5, 0.9, 1}[random.nextInt(6)];
    return weight(random, density, weightShape);
  }

  /** A convolution without padding. */
  static Op.Conv2d convolution(Random random, double density, Shape weight) {
    float[] bias = floats(random, weight.dim(0));
    return new Op.Conv2d(weight(random, density, weight), bias, Window.square(weight.dim(2), 0), 1);
  }

  /** A dense layer. */
  static Op.Dense dense(Random random, double density, Shape weight) {
    return new Op.Dense(weight(random, density, weight), floats(random, weight.dim(0)));
  }

  static Tensor weight(Random random, double density, Shape weightShape) {
    float[] values = floats(random, weightShape.size());
    for (int i = 0; i < values.length; i++) {
      if (random.nextDouble() >= density) {
        values[i] = 0;
      }
    }
    Tensor dense = new DenseTensor(weightShape, values);
    return random.nextBoolean() ? dense : SparseTensor.of(dense);
  }

  private float[] floats(int count) {
    return floats(random, count);
  }

  static float[] floats(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
