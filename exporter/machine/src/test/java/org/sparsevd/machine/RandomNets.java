package org.sparsevd.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Random nets: odd sizes, rows and columns without weights, any density. */
public final class RandomNets {
  private final Random random;

  /** Nets that depend on this alone. */
  public RandomNets(Random random) {
    this.random = random;
  }

  /** Between one and so many, small numbers more often. */
  private int size(int most) {
    return 1 + random.nextInt(1 + random.nextInt(most));
  }

  /** Dense layers, one behind the other. */
  public Model chain() {
    int width = size(300);
    Model.Chain chain = new Model.Chain("chain", Shape.of(width)).add("flat", new Op.Flatten());
    int layers = size(4);
    for (int i = 0; i < layers; i++) {
      int rows = size(130);
      chain.add("layer" + i, dense(rows, width));
      if (random.nextInt(4) > 0) {
        chain.add("relu" + i, new Op.Relu());
      }
      width = rows;
    }
    return chain.build();
  }

  /** Dense layers over tokens, attention among them, and products of what they find. */
  public Model tokens() {
    int heads = size(3);
    int width = heads * size(40);
    Shape shape = Shape.of(1, 1 + random.nextInt(60), width);
    List<Node> nodes = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      parts.add("part" + i);
      nodes.add(new Node("part" + i, dense(width, width), List.of("x")));
    }
    boolean causal = random.nextBoolean();
    Op attention = new Op.Attention(heads, Op.Mask.NONE, causal, 0.3f);
    nodes.add(new Node("attention", attention, parts));
    nodes.add(new Node("turned", new Op.MoveAxes(List.of(0, 2, 1)), List.of("x")));
    nodes.add(new Node("product", new Op.MatMul(), List.of("attention", "turned")));
    return new Model(
        "tokens",
        List.of(new Model.Input("x", ElementType.FLOAT, shape)),
        nodes,
        List.of(new Model.Output("product", "product")),
        false,
        Map.of());
  }

  /** Convolutions that are pooled by two, then dense layers. */
  public Model images() {
    int channels = size(3);
    Shape image = Shape.of(channels, 8 + random.nextInt(24), 8 + random.nextInt(24));
    Model.Chain chain = new Model.Chain("images", image);
    int padding = random.nextInt(3);
    boolean more = true;
    for (int i = 0; i < 3 && more; i++) {
      int filters = size(12);
      int height = 1 + random.nextInt(5);
      int width = 1 + random.nextInt(5);
      Window window =
          new Window(height, width, 1, 1, 1, 1, padding, padding, random.nextInt(padding + 1), 0);
      image = after(image, window, filters);
      chain.add("conv" + i, convolution(filters, channels, window));
      chain.add("pool" + i, new Op.MaxPool2d(Window.pooling(2)));
      if (random.nextBoolean()) {
        chain.add("relu" + i, new Op.Relu());
      }
      channels = filters;
      padding = 0;
      more = image.dim(1) >= 6 && image.dim(2) >= 6 && random.nextInt(3) > 0;
    }
    return chain.add("flat", new Op.Flatten()).add("fc", dense(size(20), image.size())).build();
  }

  /** Convolutions of any density and stride, with sums and bounds behind some of them. */
  public Model residual() {
    int channels = 1 + random.nextInt(9);
    Shape image = Shape.of(channels, 5 + random.nextInt(36), 5 + random.nextInt(36));
    Shape input = image;
    List<Node> nodes = new ArrayList<>();
    String last = Model.INPUT;
    for (int i = 0; i < 5; i++) {
      int kernel = 1 + 2 * random.nextInt(3);
      int stride = random.nextInt(4) == 0 ? 2 : 1;
      int filters = random.nextBoolean() ? image.dim(0) : 1 + random.nextInt(40);
      int pad = kernel / 2;
      Window window = new Window(kernel, kernel, stride, stride, 1, 1, pad, pad, pad, pad);
      Op.Conv2d conv = convolution(filters, image.dim(0), window);
      Shape found = conv.outputShape(List.of(image));
      String name = "conv" + i;
      nodes.add(new Node(name, conv, List.of(last)));
      if (found.equals(image) && random.nextBoolean()) {
        nodes.add(new Node("add" + i, new Op.Add(), List.of(name, last)));
        name = "add" + i;
      }
      int kind = random.nextInt(3);
      if (kind > 0) {
        Op bounds = kind == 1 ? new Op.Relu() : new Op.Clip(-0.5f, 1.5f);
        nodes.add(new Node("bounds" + i, bounds, List.of(name)));
        name = "bounds" + i;
      }
      last = name;
      image = found;
    }
    return new Model("residual", input, nodes, last, Map.of());
  }

  /** Convolutions of squares that halves of a side divide, as in nets for pictures of 32x32. */
  public Model halved() {
    int channels = 1 + random.nextInt(5);
    int side = (random.nextInt(3) == 0 ? 12 : 8) << random.nextInt(3);
    Model.Chain chain = new Model.Chain("halved", Shape.of(channels, side, side));
    for (int i = 0; i < 6; i++) {
      int filters = 1 + random.nextInt(40);
      int pad = random.nextInt(2);
      chain.add("conv" + i, convolution(filters, channels, Window.square(1 + 2 * pad, pad)));
      channels = filters;
      if (random.nextBoolean()) {
        chain.add("relu" + i, new Op.Relu());
      }
      if (side > 8 && random.nextBoolean()) {
        chain.add("pool" + i, new Op.MaxPool2d(Window.pooling(2)));
        side /= 2;
      }
    }
    return chain.build();
  }

  private static Shape after(Shape image, Window window, int filters) {
    int height = image.dim(1) + window.padTop() + window.padBottom() - window.kernelHeight() + 1;
    int width = image.dim(2) + window.padLeft() + window.padRight() - window.kernelWidth() + 1;
    return Shape.of(filters, height / 2, width / 2);
  }

  private Op.Conv2d convolution(int filters, int channels, Window window) {
    int area = window.kernelHeight() * window.kernelWidth();
    Op.Dense weights = dense(filters, channels * area);
    Shape shape = Shape.of(filters, channels, window.kernelHeight(), window.kernelWidth());
    return new Op.Conv2d(weights.weight().reshaped(shape), weights.bias(), window, 1);
  }

  /** As large as LeNet-300-100 after compression. */
  public Model lenet() {
    return new Model.Chain("lenet", Shape.of(1, 28, 28))
        .add("flat", new Op.Flatten())
        .add("fc1", dense(125, 784, 0.024f))
        .add("relu1", new Op.Relu())
        .add("fc2", dense(72, 125, 0.09f))
        .add("relu2", new Op.Relu())
        .add("fc3", dense(10, 72, 0.5f))
        .build();
  }

  /** A dense layer of any density. */
  public Op.Dense dense(int rows, int columns) {
    return dense(rows, columns, random.nextInt(5) == 0 ? 1 : random.nextFloat() * 0.5f);
  }

  private Op.Dense dense(int rows, int columns, float density) {
    float[] weight = new float[rows * columns];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = random.nextFloat() < density ? (float) random.nextGaussian() : 0;
    }
    float[] bias = new float[rows];
    for (int i = 0; i < rows; i++) {
      bias[i] = random.nextInt(3) == 0 ? 0 : (float) random.nextGaussian();
    }
    return new Op.Dense(new DenseTensor(Shape.of(rows, columns), weight), bias);
  }

  /** Floats with zeros among them. */
  public float[] input(int size) {
    float[] input = new float[size];
    for (int i = 0; i < size; i++) {
      input[i] = random.nextInt(3) == 0 ? 0 : (float) random.nextGaussian();
    }
    return input;
  }

  /** Bytes of any value. */
  public byte[] pixels(int size) {
    byte[] pixels = new byte[size];
    random.nextBytes(pixels);
    return pixels;
  }
}
