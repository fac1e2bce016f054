package org.sparsevd.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** Nets of 8 bits by chance: levels, whole weights, scales, and what may stand between them. */
final class LevelNets {
  private final Random random;
  private List<Node> nodes;
  private String last;
  private int channels;
  private int height;
  private int width;

  LevelNets(Random random) {
    this.random = random;
  }

  private String add(Op op, String... inputs) {
    String name = "n" + nodes.size();
    nodes.add(new Node(name, op, inputs.length == 0 ? List.of(last) : List.of(inputs)));
    last = name;
    return name;
  }

  /** An image to scores, or to an image. */
  Model next() {
    nodes = new ArrayList<>();
    last = Model.INPUT;
    channels = 1 + random.nextInt(6);
    height = 9 + random.nextInt(40);
    width = 9 + random.nextInt(40);
    Shape image = Shape.of(channels, height, width);
    levels();
    int layers = 2 + random.nextInt(5);
    for (int i = 0; i < layers; i++) {
      switch (random.nextInt(9)) {
        case 0 -> pool();
        case 1 -> residual();
        case 2 -> leave();
        case 3, 4 -> depthwise();
        case 5 -> join();
        default -> layer();
      }
    }
    if (random.nextBoolean()) {
      add(new Op.GlobalAvgPool2d());
      add(new Op.Flatten());
      if (random.nextBoolean()) {
        levels();
        dense(channels, 30 + random.nextInt(50));
      }
    }
    return new Model("levels", image, nodes, last, Map.of());
  }

  float[] input(Model model) {
    float[] input = new float[model.inputShape().size()];
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) random.nextGaussian();
    }
    return input;
  }

  private void levels() {
    int zero = random.nextInt(3) == 0 ? random.nextInt(256) : random.nextBoolean() ? 0 : 128;
    add(new Op.Quantize(.01f + .05f * random.nextFloat(), zero));
  }

  private void layer() {
    convolution(1 + random.nextInt(9), 1 + 2 * random.nextInt(3), 1 + random.nextInt(2));
    if (random.nextInt(3) > 0) {
      add(random.nextBoolean() ? new Op.Relu() : new Op.Clip(0, 6));
    }
    levels();
  }

  private void depthwise() {
    convolution(channels, 1 + 2 * random.nextInt(3), 1 + random.nextInt(2), channels);
    if (random.nextBoolean()) {
      add(new Op.Clip(0, 6));
    }
    levels();
  }

  private void convolution(int filters, int kernel, int stride) {
    convolution(filters, kernel, stride, 1);
  }

  private void convolution(int filters, int kernel, int stride, int groups) {
    int columns = channels / groups * kernel * kernel;
    float[] values = new float[filters * columns];
    int most = 1 + random.nextInt(127);
    double density = random.nextInt(3) == 0 ? .2 : 1;
    for (int i = 0; i < values.length; i++) {
      boolean kept = random.nextDouble() < density;
      values[i] = kept ? random.nextInt(2 * most + 1) - most : 0;
    }
    int pad = kernel / 2;
    Window window = new Window(kernel, kernel, stride, stride, 1, 1, pad, pad, pad, pad);
    Shape shape = Shape.of(filters, channels / groups, kernel, kernel);
    add(new Op.Conv2d(new DenseTensor(shape, values), new float[filters], window, groups));
    channels = filters;
    height = (height - 1) / stride + 1;
    width = (width - 1) / stride + 1;
    float scale = .03f / most;
    float[] scales = new float[filters];
    float[] shifts = new float[filters];
    for (int f = 0; f < filters; f++) {
      scales[f] = scale * (.5f + random.nextFloat());
      shifts[f] = (float) random.nextGaussian();
    }
    add(new Op.Affine(scales, shifts));
  }

  private void dense(int columns, int rows) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(255) - 127;
    }
    add(new Op.Dense(new DenseTensor(Shape.of(rows, columns), values), new float[rows]));
    if (random.nextBoolean()) {
      add(new Op.Relu());
    }
  }

  private void residual() {
    String before = last;
    float[] scale = new float[channels];
    Arrays.fill(scale, .02f);
    boolean early = random.nextBoolean();
    String side = early ? add(new Op.Affine(scale, new float[channels])) : null;
    last = before;
    if (random.nextBoolean()) {
      convolution(channels, 3, 1);
      levels();
    }
    String inner = last;
    convolution(channels, 3, 1);
    if (random.nextBoolean()) {
      levels();
      add(new Op.Affine(scale, new float[channels]));
    }
    String branch = last;
    if (!early) {
      side = add(new Op.Affine(scale, new float[channels]), random.nextBoolean() ? before : inner);
    }
    boolean first = random.nextBoolean();
    add(new Op.Add(), first ? branch : side, first ? side : branch);
    if (random.nextBoolean()) {
      add(new Op.Relu());
    }
    levels();
  }

  private void pool() {
    if (Math.min(height, width) < 6) {
      return;
    }
    boolean overlap = random.nextBoolean();
    Window window = overlap ? new Window(3, 3, 2, 2, 1, 1, 1, 1, 1, 1) : Window.pooling(2);
    add(new Op.MaxPool2d(window));
    height = overlap ? (height - 1) / 2 + 1 : height / 2;
    width = overlap ? (width - 1) / 2 + 1 : width / 2;
  }

  /** Two layers with the same levels, and both behind each other. */
  private void join() {
    String before = last;
    int filters = random.nextBoolean() ? 4 : 5;
    Op.Quantize levels = new Op.Quantize(.03f, 100);
    int inputs = channels;
    convolution(filters, 1, 1);
    String first = add(levels);
    last = before;
    channels = inputs;
    convolution(8, 3, 1);
    String second = add(levels);
    add(new Op.Concat(), first, second);
    channels = filters + 8;
  }

  /** A layer that leaves the levels, and comes back. */
  private void leave() {
    convolution(1 + random.nextInt(7), 3, 1);
    add(random.nextBoolean() ? new Op.Sigmoid() : new Op.LeakyRelu(.1f));
    levels();
  }
}
