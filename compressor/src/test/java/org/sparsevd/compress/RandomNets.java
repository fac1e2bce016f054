package org.sparsevd.compress;

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

/** Random nets with branches and dead rows and channels in their weights. */
public final class RandomNets {
  private final Random random;
  private final List<Node> nodes = new ArrayList<>();
  private final Shape inputShape;
  private String last = Model.INPUT;

  private RandomNets(Random random, Shape inputShape) {
    this.random = random;
    this.inputShape = inputShape;
  }

  public static Model next(Random random) {
    boolean image = random.nextInt(4) > 0;
    Shape input =
        image
            ? Shape.of(1 + random.nextInt(3), 6 + random.nextInt(5), 6 + random.nextInt(5))
            : Shape.of(4 + random.nextInt(20));
    RandomNets net = new RandomNets(random, input);
    if (random.nextBoolean()) {
      net.add(net.affine());
    }
    for (int i = image ? 2 + random.nextInt(4) : 0; i > 0; i--) {
      net.imageLayer();
    }
    if (image) {
      net.add(new Op.Flatten());
    }
    for (int i = random.nextInt(3); i >= 0; i--) {
      net.vectorLayer();
    }
    return net.model(net.last);
  }

  public static float[] input(Random random, Model model) {
    float[] input = new float[model.inputShape().size()];
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) random.nextGaussian();
    }
    return input;
  }

  private Model model(String output) {
    return new Model("random", inputShape, nodes, output, Map.of());
  }

  private Shape shape(String value) {
    return model(Model.INPUT).shape(value);
  }

  private void add(Op op, String... inputs) {
    String name = op.getClass().getSimpleName() + nodes.size();
    nodes.add(new Node(name, op, inputs.length == 0 ? List.of(last) : List.of(inputs)));
    last = name;
  }

  private void imageLayer() {
    boolean large = shape(last).dim(1) >= 3 && shape(last).dim(2) >= 3;
    switch (random.nextInt(12)) {
      case 8 -> add(pointwise());
      case 9 -> add(movement());
      case 10 -> gate();
      case 11 -> {
        if (random.nextInt(4) == 0) {
          add(random.nextBoolean() ? new Op.Softmax() : new Op.LogSoftmax());
        }
      }
      case 0 -> branch();
      case 1 -> {
        if (large) {
          add(new Op.MaxPool2d(random.nextBoolean() ? Window.pooling(2) : Window.square(3, 1)));
        }
      }
      case 2 -> {
        if (large) {
          add(new Op.AvgPool2d(Window.square(2, random.nextInt(2)), random.nextBoolean()));
        }
      }
      case 3 -> add(affine());
      case 4 -> add(new Op.GlobalAvgPool2d());
      default -> {
        int channels = shape(last).dim(0);
        int outputs =
            channels <= 8 && random.nextBoolean()
                ? channels * (1 + random.nextInt(2))
                : 1 + random.nextInt(6);
        add(convolution(large ? random.nextInt(2) : 1, outputs));
        after();
      }
    }
  }

  /** What stands behind a layer: normalisation and rectifier, or not. */
  private void after() {
    if (random.nextInt(3) == 0) {
      add(norm());
    }
    if (random.nextInt(4) > 0) {
      add(random.nextBoolean() ? new Op.Relu() : pointwise());
    }
  }

  private Op pointwise() {
    return switch (random.nextInt(7)) {
      case 0 -> new Op.LeakyRelu(0.1f);
      case 1 -> new Op.Clip(0, 6);
      case 2 -> new Op.Sigmoid();
      case 3 -> new Op.Tanh();
      case 4 -> new Op.HardSigmoid(0.2f, 0.5f);
      case 5 -> new Op.HardSwish();
      default -> new Op.PRelu(floats(shape(last).dim(0)));
    };
  }

  private Op movement() {
    Shape shape = shape(last);
    return switch (random.nextInt(5)) {
      case 0 -> new Op.Pad2d(1, 0, 1, 2, random.nextBoolean() ? 0 : 0.5f);
      case 1 -> new Op.Upsample2d(1, 2, random.nextBoolean());
      case 2 -> new Op.Transpose(random.nextBoolean() ? List.of(0, 2, 1) : List.of(1, 0, 2));
      case 3 -> new Op.PRelu(floats(shape.size()));
      default -> {
        int rows = shape.dim(0) * shape.dim(1);
        yield new Op.Reshape(
            random.nextBoolean()
                ? Shape.of(rows, 1, shape.dim(2))
                : Shape.of(1, rows, shape.dim(2)));
      }
    };
  }

  /** ChannelSets scaled by what is computed from their means. */
  private void gate() {
    String stem = last;
    int channels = shape(stem).dim(0);
    add(new Op.GlobalAvgPool2d());
    add(new Op.Flatten());
    add(dense(channels));
    after();
    add(new Op.Reshape(Shape.of(channels, 1, 1)));
    add(new Op.Mul(), stem, last);
  }

  private void branch() {
    String stem = last;
    boolean sum = random.nextBoolean();
    int outputs = 2 + random.nextInt(3);
    add(convolution(1, outputs));
    after();
    String left = last;
    last = stem;
    add(convolution(1, sum ? outputs : outputs + 1));
    after();
    add(sum ? new Op.Add() : new Op.Concat(), left, last);
  }

  private void vectorLayer() {
    String stem = last;
    int outputs = 1 + random.nextInt(8);
    add(dense(outputs));
    after();
    if (random.nextInt(3) == 0) {
      String left = last;
      last = stem;
      add(dense(outputs));
      add(random.nextBoolean() ? new Op.Add() : new Op.Concat(), last, left);
    }
    if (random.nextInt(8) == 0) {
      add(new Op.Softmax());
    }
  }

  private Op dense(int outputs) {
    Shape weight = Shape.of(outputs, shape(last).size());
    return new Op.Dense(new DenseTensor(weight, sparse(weight, 1)), biases(outputs));
  }

  /** With padding 1 the image keeps its size. */
  private Op convolution(int padding, int outputs) {
    int channels = shape(last).dim(0);
    int groups =
        switch (random.nextInt(3)) {
          case 0 -> channels;
          case 1 -> 1 + random.nextInt(channels);
          default -> 1;
        };
    if (channels % groups != 0 || outputs % groups != 0) {
      groups = 1;
    }
    Shape weight = Shape.of(outputs, channels / groups, 3, 3);
    return new Op.Conv2d(
        new DenseTensor(weight, sparse(weight, 9)),
        biases(outputs),
        Window.square(3, padding),
        groups);
  }

  private Op affine() {
    int count = random.nextBoolean() ? shape(last).dim(0) : shape(last).size();
    boolean scaleOnly = random.nextInt(3) == 0;
    return new Op.Affine(floats(count), scaleOnly ? new float[count] : floats(count));
  }

  private Op norm() {
    int channels = shape(last).dim(0);
    float[] variance = floats(channels);
    for (int c = 0; c < channels; c++) {
      variance[c] *= variance[c];
    }
    return new Op.BatchNorm(floats(channels), floats(channels), floats(channels), variance, 0.1f);
  }

  private float[] sparse(Shape shape, int area) {
    int columns = shape.size() / shape.dim(0);
    boolean[] deadChannels = new boolean[columns / area];
    for (int c = 0; c < deadChannels.length; c++) {
      deadChannels[c] = random.nextInt(4) == 0;
    }
    float[] values = floats(shape.size());
    for (int r = 0; r < shape.dim(0); r++) {
      boolean dead = random.nextInt(4) == 0;
      for (int i = 0; i < columns; i++) {
        if (dead || deadChannels[i / area] || random.nextBoolean()) {
          values[r * columns + i] = 0;
        }
      }
    }
    return values;
  }

  private float[] biases(int count) {
    float[] values = floats(count);
    for (int i = 0; i < count; i++) {
      values[i] = random.nextInt(3) == 0 ? 0 : values[i];
    }
    return values;
  }

  private float[] floats(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
