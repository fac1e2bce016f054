package org.sparsevd.compress;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.sparsevd.model.ArithmeticOps;
import org.sparsevd.model.Attributes;
import org.sparsevd.model.JoinOps;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.RecurrentOps;
import org.sparsevd.model.ReductionOps;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * Random nets of whole shapes with dead units in their weights: of sequences {@code [batch,
 * sequence, features]}, which begin with a table, and of images {@code [batch, channels, 4, 4]}.
 */
public final class WholeNets {
  private static final Dim BATCH = Dim.symbol("batch");
  private static final int SIDE = 4;
  private static final int ROWS = 9;

  private final Random random;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Model.Input> inputs;
  private String last;

  private WholeNets(Random random, Model.Input... inputs) {
    this.random = random;
    this.inputs = List.of(inputs);
    this.last = inputs[0].name();
  }

  public static Model next(Random random) {
    return random.nextBoolean() ? sequences(random) : images(random);
  }

  private static Model sequences(Random random) {
    Shape shape = Shape.of(BATCH, Dim.symbol("sequence"));
    WholeNets net = new WholeNets(random, new Model.Input("ids", ElementType.INT64, shape));
    String table = net.constant(ROWS, net.extent());
    net.add(new Op.Gather(0), table, "ids");
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      net.sequenceLayer();
    }
    net.dense(3);
    return net.model();
  }

  private static Model images(Random random) {
    Shape shape = Shape.of(BATCH, Dim.of(3), Dim.of(SIDE), Dim.of(SIDE));
    WholeNets net = new WholeNets(random, new Model.Input("image", ElementType.FLOAT, shape));
    net.convolution(net.extent());
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      net.imageLayer();
    }
    net.convolution(2);
    return net.model();
  }

  /** Values for the inputs of a bound model. */
  public static Map<String, float[]> input(Random random, Model model) {
    Model.Input only = model.onlyInput();
    float[] values = new float[only.shape().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = only.type().isWhole() ? random.nextInt(ROWS) : (float) random.nextGaussian();
    }
    return Map.of(only.name(), values);
  }

  private Model model() {
    return new Model(
        "whole", inputs, nodes, List.of(new Model.Output("out", last)), false, Map.of());
  }

  private Shape shape(String value) {
    Model.Output output = new Model.Output("out", value);
    return new Model("whole", inputs, nodes, List.of(output), false, Map.of()).shape(value);
  }

  /** An even number of channels or features. */
  private int extent() {
    return 2 * (2 + random.nextInt(3));
  }

  private int features() {
    return shape(last).dim(2);
  }

  private int channels() {
    return shape(last).dim(1);
  }

  private String add(Op op, String... inputs) {
    String name = op.kind().row().name() + nodes.size();
    nodes.add(new Node(name, op, List.of(inputs)));
    last = name;
    return name;
  }

  private void then(Op op) {
    add(op, last);
  }

  private String constant(int... dims) {
    String before = last;
    String name = add(new Op.Constant(ElementType.FLOAT, tensor(dims)), new String[0]);
    last = before;
    return name;
  }

  private Op.Binary binary(ArithmeticOps.BinaryFunction function) {
    return new Op.Binary(function);
  }

  private void sequenceLayer() {
    String stem = last;
    switch (random.nextInt(10)) {
      case 0 -> {
        dense(extent());
        then(new Op.Relu());
      }
      case 1 -> {
        int features = features();
        dense(extent());
        then(new Op.Gelu(false));
        dense(features);
        add(binary(ArithmeticOps.BinaryFunction.PLUS), last, stem);
      }
      case 2 -> {
        dense(extent());
        String scale = constant(features());
        add(binary(ArithmeticOps.BinaryFunction.TIMES), last, scale);
        String shift = constant(1, 1, features());
        add(binary(ArithmeticOps.BinaryFunction.PLUS), last, shift);
      }
      case 3 -> then(new Op.Normalise(2, true, 1e-3f));
      case 4 -> {
        String matrix = constant(features(), extent());
        add(new Op.MatMul(), last, matrix);
      }
      case 5 -> attention();
      case 6 -> recurrent();
      case 8 -> fourHeads();
      case 7 -> halves(2);
      default -> {
        dense(extent());
        then(new Op.MoveAxes(List.of(0, 2, 1)));
        then(new Op.Tanh());
        then(new Op.MoveAxes(List.of(0, 2, 1)));
      }
    }
  }

  private void imageLayer() {
    switch (random.nextInt(7)) {
      case 0 -> {
        convolution(extent());
        then(new Op.Relu());
      }
      case 1 -> shuffle();
      case 2 -> halves(1);
      case 3 -> {
        then(new Op.MoveAxes(List.of(0, 2, 3, 1)));
        int extent = extent();
        layer(extent, shape(last).dim(3));
        then(new Op.MoveAxes(List.of(0, 3, 1, 2)));
      }
      case 4 -> {
        String stem = last;
        then(new Op.Reduce(ReductionOps.Fold.MEAN, List.of(2, 3)));
        convolution(shape(stem).dim(1));
        then(new Op.Sigmoid());
        add(binary(ArithmeticOps.BinaryFunction.TIMES), stem, last);
      }
      case 5 -> {
        convolution(extent());
        String scale = constant(channels(), 1, 1);
        add(binary(ArithmeticOps.BinaryFunction.TIMES), last, scale);
      }
      default -> {
        int channels = channels();
        filters(channels, channels);
      }
    }
  }

  private void shuffle() {
    int channels = channels();
    Dim half = Dim.of(channels / 2);
    Dim side = Dim.of(SIDE);
    boolean square = shape(last).is(2, SIDE);
    if (channels % 2 == 0 && random.nextInt(3) == 0) {
      then(new Op.Shuffle(1, 2));
    } else if (square && channels % 2 == 0) {
      then(new Op.Reshape(Shape.of(BATCH, Dim.of(2), half, side, side)));
      then(new Op.MoveAxes(List.of(0, 2, 1, 3, 4)));
      then(new Op.Reshape(Shape.of(BATCH, Dim.of(channels), side, side)));
    }
  }

  /** Both halves of an axis, one of them changed, put together again in any order. */
  private void halves(int axis) {
    String stem = last;
    Shape shape = shape(stem);
    int half = shape.dim(axis) / 2;
    String[] parts = new String[2];
    for (int part = 0; part < 2; part++) {
      Dim[] starts = new Dim[shape.rank()];
      Arrays.fill(starts, Dim.of(0));
      Dim[] sizes = shape.extents();
      starts[axis] = Dim.of(part * half);
      sizes[axis] = Dim.of(half);
      Integer[] steps = new Integer[shape.rank()];
      Arrays.fill(steps, 1);
      parts[part] = add(new Op.Slice(List.of(starts), List.of(sizes), List.of(steps)), stem);
    }
    if (axis == 1) {
      convolution(half);
    } else {
      dense(half);
    }
    boolean swapped = random.nextBoolean();
    add(new Op.ConcatAlong(axis), parts[0], swapped ? last : parts[0]);
    add(new Op.ConcatAlong(axis), swapped ? last : parts[1], last);
  }

  private void attention() {
    String stem = last;
    int heads = 2;
    int each = 2;
    String[] parts = new String[3];
    Dim sequence = Dim.symbol("sequence");
    int form = random.nextInt(3);
    for (int i = 0; i < 3; i++) {
      last = stem;
      dense(heads * each);
      parts[i] = last;
    }
    if (form == 0) {
      add(new Op.Attention(heads, JoinOps.Mask.NONE, random.nextBoolean(), 0.5f), parts);
      return;
    }
    for (int i = 0; i < 3; i++) {
      last = parts[i];
      then(new Op.Reshape(Shape.of(BATCH, sequence, Dim.of(heads), Dim.of(each))));
      boolean turned = i == 1 && form == 1;
      then(new Op.MoveAxes(turned ? List.of(0, 2, 3, 1) : List.of(0, 2, 1, 3)));
      parts[i] = last;
    }
    if (form == 1) {
      add(new Op.MatMul(), parts[0], parts[1]);
      then(new Op.Along(ReductionOps.Line.SOFTMAX, 3));
      add(new Op.MatMul(), last, parts[2]);
    } else {
      String mask = constant(2, 1, 1);
      add(new Op.Attention(1, JoinOps.Mask.ADDED, false, -1), parts[0], parts[1], parts[2], mask);
    }
    then(new Op.MoveAxes(List.of(0, 2, 1, 3)));
    then(new Op.Reshape(Shape.of(BATCH, sequence, Dim.of(heads * each))));
  }

  /** Attention whose result is read without some of its heads. */
  private void fourHeads() {
    String stem = last;
    int heads = 4;
    String[] parts = new String[3];
    for (int i = 0; i < 3; i++) {
      last = stem;
      dense(2 * heads);
      parts[i] = last;
    }
    add(new Op.Attention(heads, JoinOps.Mask.NONE, random.nextBoolean(), 0.7f), parts);
    int outputs = extent();
    float[] weight = tensor(outputs, 2 * heads).values();
    for (int head = 0; head < heads; head++) {
      boolean dead = random.nextBoolean();
      for (int row = 0; dead && row < outputs; row++) {
        clear(weight, row * heads + head, 2);
      }
    }
    DenseTensor projection = new DenseTensor(Shape.of(outputs, 2 * heads), weight);
    then(new Op.Dense(projection, tensor(1, outputs).values()));
  }

  private void recurrent() {
    then(new Op.MoveAxes(List.of(1, 0, 2)));
    RecurrentOps.RecurrentKind[] kinds = RecurrentOps.RecurrentKind.values();
    RecurrentOps.RecurrentKind kind = kinds[random.nextInt(kinds.length)];
    int hidden = extent();
    int gates = kind.cell().gates();
    int cells = kind == RecurrentOps.RecurrentKind.LSTM ? random.nextInt(2) : 0;
    float[] weight = tensor(gates * hidden, features()).values();
    float[] recurrent = tensor(gates * hidden, hidden).values();
    float[] vectors = tensor(2 * gates, hidden).values();
    for (int unit = 0; unit < hidden; unit++) {
      if (random.nextInt(3) == 0) {
        int row = (gates - 1) * hidden + unit;
        clear(weight, row, features());
        clear(recurrent, row, hidden);
        clear(vectors, row, 1);
        clear(vectors, gates * hidden + row, 1);
      } else if (random.nextInt(3) == 0) {
        for (int row = 0; row < gates * hidden; row++) {
          recurrent[row * hidden + unit] = 0;
        }
      }
    }
    boolean rnn = kind == RecurrentOps.RecurrentKind.RNN;
    Attributes attributes =
        new Attributes(
            List.of(random.nextInt(2), random.nextInt(2), cells, rnn ? 1 : 0, 1, 1),
            List.of(Float.MAX_VALUE));
    then(
        kind.make(
            attributes,
            List.of(
                new DenseTensor(Shape.of(gates * hidden, features()), weight),
                new DenseTensor(Shape.of(gates * hidden, hidden), recurrent),
                new DenseTensor(Shape.of(2 * gates, hidden), vectors))));
    then(new Op.MoveAxes(List.of(1, 0, 2)));
  }

  private static void clear(float[] matrix, int row, int columns) {
    Arrays.fill(matrix, row * columns, (row + 1) * columns, 0);
  }

  private void dense(int outputs) {
    layer(outputs, features());
  }

  private void layer(int outputs, int columns) {
    then(new Op.Dense(tensor(outputs, columns), tensor(1, outputs).values()));
  }

  private void convolution(int outputs) {
    filters(outputs, 1);
  }

  private void filters(int outputs, int groups) {
    int side = shape(last).is(2, 1) ? 1 : 3;
    DenseTensor weight = tensor(outputs, channels() / groups, side, side);
    float[] bias = tensor(1, outputs).values();
    then(new Op.Conv2d(weight, bias, Window.square(side, side / 2), groups));
  }

  /** A tensor with zeros, some of them all along one or the other axis. */
  private DenseTensor tensor(int... dims) {
    Shape shape = Shape.of(dims);
    int[] strides = shape.strides();
    boolean[][] dead = new boolean[dims.length][];
    for (int axis = 0; axis < dims.length; axis++) {
      dead[axis] = new boolean[dims[axis]];
      for (int i = 0; axis < 2 && i < dims[axis]; i++) {
        dead[axis][i] = random.nextInt(4) == 0;
      }
    }
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      boolean zero = random.nextInt(5) == 0;
      for (int axis = 0; axis < dims.length; axis++) {
        zero |= dead[axis][i / strides[axis] % dims[axis]];
      }
      values[i] = zero ? 0 : (float) random.nextGaussian() / 2;
    }
    return new DenseTensor(shape, values);
  }
}
