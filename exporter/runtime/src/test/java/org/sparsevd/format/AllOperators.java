package org.sparsevd.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.sparsevd.model.Attributes;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.OpKind;
import org.sparsevd.model.OpRow;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Tensor;

/** A net with every operator, odd windows, branches and all densities of weights. */
final class AllOperators {
  private final Random random;

  private AllOperators(Random random) {
    this.random = random;
  }

  static Model model(Random random) {
    return new AllOperators(random).build();
  }

  private Model build() {
    Window odd = new Window(3, 2, 2, 1, 1, 2, 1, 0, 0, 1);
    int filters = 2 * (1 + random.nextInt(3));
    List<Node> nodes =
        List.of(
            node("scale", new Op.Affine(floats(2), floats(2)), Model.INPUT),
            node("conv", convolution(filters, 2, odd, 1), "scale"),
            node("norm", norm(filters), "conv"),
            node("relu", new Op.Relu(), "norm"),
            node("grouped", convolution(filters, filters / 2, Window.square(3, 1), 2), "relu"),
            node("sum", new Op.Add(), "relu", "grouped"),
            node("max", new Op.MaxPool2d(Window.square(2, 1)), "sum"),
            node("mean", new Op.AvgPool2d(Window.square(2, 1), random.nextBoolean()), "sum"),
            node("both", new Op.Concat(), "max", "mean", "max"),
            node("global", new Op.GlobalAvgPool2d(), "both"),
            node("größe", new Op.Flatten(), "global"),
            node("few", dense(60, 3 * filters, 0.05), "größe"),
            node("half", dense(11, 60, 0.5), "few"),
            node("all", dense(3, 11, 1), "half"),
            node("softmax", new Op.Softmax(), "all"));
    Map<String, String> metadata =
        random.nextBoolean() ? Map.of() : Map.of("seed", "1", "data", "", "note", "größer 漢字 🙂");
    return new Model("all operators", Shape.of(2, 9, 9), nodes, "softmax", metadata);
  }

  /** The operators that came with version 3. */
  static Model additions(Random random) {
    return new AllOperators(random).buildAdditions();
  }

  private Model buildAdditions() {
    List<Node> nodes =
        List.of(
            node("leaky", new Op.LeakyRelu(0.25f), Model.INPUT),
            node("prelu", new Op.PRelu(floats(2)), "leaky"),
            node("each", new Op.PRelu(floats(2 * 4 * 5)), "prelu"),
            node("clip", new Op.Clip(-1, Float.POSITIVE_INFINITY), "each"),
            node("pad", new Op.Pad2d(1, 0, 2, 3, -0.5f), "clip"),
            node("conv", convolution(3, 2, Window.square(3, 1), 1), "pad"),
            node("zeros", new Op.Upsample2d(2, 1, true), "conv"),
            node("pixels", new Op.Upsample2d(1, 3, false), "zeros"),
            node("tanh", new Op.Tanh(), "pixels"),
            node("global", new Op.GlobalAvgPool2d(), "tanh"),
            node("flat", new Op.Reshape(Shape.of(3)), "global"),
            node("gate", dense(3, 3, 1), "flat"),
            node("sigmoid", new Op.Sigmoid(), "gate"),
            node("image", new Op.Reshape(Shape.of(3, 1, 1)), "sigmoid"),
            node("gated", new Op.Mul(), "pixels", "image"),
            node("square", new Op.Mul(), "gated", "gated"),
            node("swish", new Op.HardSwish(), "square"),
            node("hard", new Op.HardSigmoid(0.25f, 0.5f), "swish"),
            node("turned", new Op.Transpose(List.of(2, 0, 1)), "hard"),
            node("softmax", new Op.Softmax(), "turned"),
            node("logs", new Op.LogSoftmax(), "softmax"));
    return new Model("additions", Shape.of(2, 4, 5), nodes, "logs", Map.of());
  }

  /** The functions that came with version 4, each of the same input, side by side. */
  static Model newest() {
    List<Node> nodes = new ArrayList<>();
    for (OpKind kind : OpKind.all()) {
      if (!FileVersion.has(3, kind) && sample(kind) instanceof Op.Pointwise function) {
        nodes.add(node(kind.row().name(), function, Model.INPUT));
      }
    }
    String[] names = nodes.stream().map(Node::name).toArray(String[]::new);
    nodes.add(node("all", new Op.Concat(), names));
    return new Model("operators of version 4", Shape.of(5), nodes, "all", Map.of());
  }

  /** An operator of this kind; with vectors of one value, where it has any. */
  static Op sample(OpKind kind) {
    List<Integer> integers = new ArrayList<>();
    List<Float> reals = new ArrayList<>();
    List<List<Dim>> lists = new ArrayList<>();
    for (OpRow.Attribute attribute : kind.row().attributes()) {
      switch (attribute.form()) {
        case REAL -> reals.add(0.75f + reals.size());
        case WINDOW -> integers.addAll(Attributes.of(Window.square(1, 0)).integers());
        case LIST -> integers.add(attribute.least());
        case INTEGER, OPTIONAL, FLAG -> integers.add(1);
        case EXTENTS -> lists.add(List.of(extent(kind)));
      }
    }
    Shape weight = kind.row().hasWindow() ? Shape.of(1, 1, 1, 1) : Shape.of(1, 1);
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < kind.tensorCount(); i++) {
      Shape shape = kind instanceof Op.WeightedKind && i == 0 ? weight : Shape.of(1, 1);
      tensors.add(new DenseTensor(shape, new float[] {0.5f}));
    }
    return kind.make(new Attributes(integers, reals, lists), tensors);
  }

  /** An order of one dimension is a 0; only a symbol makes a shape an open one. */
  private static Dim extent(OpKind kind) {
    boolean open = kind == Op.MovementKind.RESHAPE_OPEN;
    return open ? Dim.symbol("n") : Dim.of(kind == Op.GeneralKind.MOVE_AXES ? 0 : 1);
  }

  private static Node node(String name, Op op, String... inputs) {
    return new Node(name, op, List.of(inputs));
  }

  private Op dense(int outputs, int inputs, double density) {
    return new Op.Dense(weight(Shape.of(outputs, inputs), density), floats(outputs));
  }

  private Op convolution(int outputs, int channels, Window window, int groups) {
    Shape shape = Shape.of(outputs, channels, window.kernelHeight(), window.kernelWidth());
    return new Op.Conv2d(weight(shape, random.nextDouble()), floats(outputs), window, groups);
  }

  private Op norm(int channels) {
    float[] variance = floats(channels);
    for (int c = 0; c < channels; c++) {
      variance[c] *= variance[c];
    }
    return new Op.BatchNorm(floats(channels), floats(channels), floats(channels), variance, 1e-3f);
  }

  private Tensor weight(Shape shape, double density) {
    // Keeps values around 1, so that the softmax at the end has something to tell apart.
    float scale = (float) (1 / Math.sqrt((double) shape.size() / shape.dim(0)));
    float[] values = floats(shape.size());
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextDouble() < density ? values[i] * scale : 0;
    }
    Tensor dense = new DenseTensor(shape, values);
    return random.nextBoolean() ? dense : SparseTensor.of(dense);
  }

  private float[] floats(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
