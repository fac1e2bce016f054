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
import org.sparsevd.tensor.Shape;

/** Random nets of what runs on images in tiles, of odd sizes, with branches, sums and gates. */
final class TiledModels {
  private final Random random;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private String last = Model.INPUT;

  private TiledModels(Random random) {
    this.random = random;
  }

  static Model of(Random random) {
    TiledModels maker = new TiledModels(random);
    Shape input = Shape.of(1 + random.nextInt(5), 5 + random.nextInt(31), 5 + random.nextInt(31));
    maker.shapes.put(Model.INPUT, input);
    maker.convolution(1);
    int layers = 1 + random.nextInt(6);
    for (int i = 0; i < layers; i++) {
      maker.layer();
    }
    if (random.nextBoolean()) {
      maker.add(new Op.GlobalAvgPool2d());
    }
    maker.add(new Op.Flatten());
    int size = maker.shape().size();
    maker.add(RandomModels.dense(random, 0.3, Shape.of(7, size)));
    return new Model("tiled", input, maker.nodes, maker.last, Map.of());
  }

  private Shape shape() {
    return shapes.get(last);
  }

  private String add(Op op, String... inputs) {
    List<String> names = inputs.length == 0 ? List.of(last) : List.of(inputs);
    last = op.getClass().getSimpleName() + nodes.size();
    nodes.add(new Node(last, op, names));
    shapes.put(last, op.outputShape(names.stream().map(shapes::get).toList()));
    return last;
  }

  private void layer() {
    String stem = last;
    switch (random.nextInt(9)) {
      case 0 -> pool();
      case 1 -> residual(stem);
      case 2 -> gate(stem);
      case 3 -> join(stem);
      case 4 -> {
        int channels = shape().dim(0);
        add(new Op.Affine(floats(channels), floats(channels)));
      }
      case 5 -> convolution(shape().dim(0));
      default -> convolution(1);
    }
    if (random.nextBoolean()) {
      add(pointwise());
    }
  }

  private void pool() {
    int least = Math.min(shape().dim(1), shape().dim(2));
    int kernel = Math.min(least, 2 + random.nextInt(2));
    int pad = random.nextInt(Math.min(kernel, 2));
    add(new Op.MaxPool2d(new Window(kernel, kernel, 2, 2, 1, 1, pad, pad, pad, pad)));
  }

  private void residual(String stem) {
    int channels = shape().dim(0);
    add(same(channels, 1 + 2 * random.nextInt(2)));
    String branch = last;
    if (random.nextBoolean()) {
      last = stem;
      add(same(channels, 1));
      stem = last;
    }
    add(new Op.Add(), branch, stem);
  }

  private void gate(String stem) {
    int channels = shape().dim(0);
    if (random.nextBoolean()) {
      add(new Op.Sigmoid());
    } else {
      add(new Op.GlobalAvgPool2d());
      add(new Op.Reshape(Shape.of(channels)));
      add(new Op.HardSigmoid(0.3f, 0.4f));
      add(new Op.Reshape(Shape.of(channels, 1, 1)));
    }
    add(new Op.Mul(), stem, last);
  }

  private void join(String stem) {
    add(same(1 + random.nextInt(4), 3));
    add(new Op.Concat(), stem, last, stem);
  }

  private Op pointwise() {
    return switch (random.nextInt(6)) {
      case 0 -> new Op.LeakyRelu(random.nextFloat());
      case 1 -> new Op.Clip(-random.nextFloat(), random.nextFloat());
      case 2 -> new Op.Sigmoid();
      case 3 -> new Op.HardSwish();
      default -> new Op.Relu();
    };
  }

  /** A convolution that keeps the extents. */
  private Op.Conv2d same(int filters, int kernel) {
    Shape weight = Shape.of(filters, shape().dim(0), kernel, kernel);
    float[] bias = floats(filters);
    Window window = Window.square(kernel, kernel / 2);
    return new Op.Conv2d(RandomModels.weight(random, density(), weight), bias, window, 1);
  }

  private void convolution(int groups) {
    int least = Math.min(shape().dim(1), shape().dim(2));
    int kernel = Math.min(least, 1 + random.nextInt(5));
    int stride = 1 + random.nextInt(2);
    int pad = random.nextBoolean() ? kernel / 2 : random.nextInt(kernel);
    int dilation = kernel > 1 && kernel * 2 < least ? 1 + random.nextInt(2) : 1;
    Window window =
        new Window(kernel, kernel, stride, stride, dilation, dilation, pad, pad, kernel / 2, pad);
    int filters = groups * (1 + random.nextInt(groups > 1 ? 2 : 20));
    Shape weight = Shape.of(filters, shape().dim(0) / groups, kernel, kernel);
    float[] bias = floats(filters);
    add(new Op.Conv2d(RandomModels.weight(random, density(), weight), bias, window, groups));
  }

  private double density() {
    return new double[] {0, 0.05, 0.2, 0.6, 1}[random.nextInt(5)];
  }

  private float[] floats(int count) {
    return RandomModels.floats(random, count);
  }
}
