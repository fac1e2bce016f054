package org.sparsevd.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.sparsevd.codec.QuantizedTensor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.model.loop.Activation;
import org.sparsevd.model.loop.Resampling;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Step;
import org.sparsevd.tensor.Tensor;

/**
 * A model with all that only files with a general header hold: inputs and outputs of several types,
 * symbols, constants of every rank, layers over leading dimensions, and every general operator.
 */
final class GeneralModels {
  /** Numbers for the symbols of {@link #everything}. */
  static final Map<String, Integer> NUMBERS = Map.of("batch", 2, "sequence", 3, "height", 5);

  /** The last general operator that it has; those that follow join it before version 4 is out. */
  static final int LAST = 122;

  private static final Dim BATCH = Dim.symbol("batch");
  private static final Dim SEQUENCE = Dim.symbol("sequence");
  private static final Dim HEIGHT = Dim.symbol("height");

  private final Random random;
  private final List<Node> nodes = new ArrayList<>();

  private GeneralModels(Random random) {
    this.random = random;
  }

  static Model everything(Random random) {
    return new GeneralModels(random).build();
  }

  /** Values for its inputs, which are bound to numbers. */
  static Map<String, float[]> inputs(Model bound, Random random) {
    Map<String, float[]> inputs = new LinkedHashMap<>();
    for (Model.Input input : bound.inputs()) {
      float[] values = new float[input.shape().size()];
      for (int i = 0; i < values.length; i++) {
        values[i] =
            switch (input.type()) {
              case FLOAT -> 1.5f + (float) random.nextGaussian();
              case BOOL -> i % 3 == 1 ? 0 : 1;
              case UINT8 -> random.nextInt(256);
              case INT64, INT32 -> random.nextInt(22) - 11;
            };
      }
      inputs.put(input.name(), values);
    }
    return inputs;
  }

  private Model build() {
    List<Model.Input> inputs =
        List.of(
            new Model.Input("tokens", ElementType.INT64, Shape.of(BATCH, SEQUENCE)),
            new Model.Input("mask", ElementType.BOOL, Shape.of(BATCH, SEQUENCE)),
            new Model.Input("photo", ElementType.FLOAT, Shape.of(BATCH, Dim.of(1), HEIGHT, d(4))),
            new Model.Input("icon", ElementType.UINT8, Shape.of(2, 1, 6, 6)),
            new Model.Input("temperature", ElementType.FLOAT, Shape.of(new int[0])));
    embedding();
    attention();
    images();
    functions();
    sequences();
    samples();
    mixtures();
    List<Model.Output> outputs =
        List.of(
            new Model.Output("sentence", "pooled"),
            new Model.Output("best", "best"),
            new Model.Output("edges", "edges"),
            new Model.Output("scores", "scores"),
            new Model.Output("functions", "functions"),
            new Model.Output("states", "states"),
            new Model.Output("resized", "resized"),
            new Model.Output("icons", "icons"),
            new Model.Output("ranked", "ranked"),
            new Model.Output("places", "places-found"),
            new Model.Output("temperature", "temperature"));
    Map<String, String> metadata = Map.of("seed", "9");
    return new Model("everything", inputs, nodes, outputs, false, metadata);
  }

  /** {@code hidden [batch, sequence, 6]}, of a table whose values are multiples of a step. */
  private void embedding() {
    int[] symbols = new int[11 * 6];
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = i / 6 == 3 ? 0 : random.nextInt(9) - 4;
    }
    Step step = Step.nearest(0.25);
    Tensor table = QuantizedTensor.of(Shape.of(11, 6), step, symbols).toTensor();
    constant("table", ElementType.FLOAT, Shape.of(11, 6), table.toArray());
    add("words", new Op.Gather(0), "table", "tokens");
    constant("places", ElementType.FLOAT, Shape.of(1, 4, 6), floats(24));
    Dim none = Dim.of(0);
    add("first", slice(List.of(none, none, none), List.of(d(1), SEQUENCE, d(6))), "places");
    add("hidden", binary(Op.BinaryFunction.PLUS), "words", "first");
  }

  private static Op slice(List<Dim> starts, List<Dim> sizes) {
    return new Op.Slice(starts, sizes, List.of(1, 1, 1));
  }

  private void attention() {
    add("query", dense(6, 6), "hidden");
    List<Dim> heads = List.of(BATCH, SEQUENCE, d(2), d(3));
    add("heads", new Op.Reshape(Shape.of(heads.toArray(new Dim[0]))), "query");
    add("moved", new Op.MoveAxes(List.of(0, 2, 1, 3)), "heads");
    add("keys", new Op.MoveAxes(List.of(0, 2, 3, 1)), "heads");
    add("products", new Op.MatMul(), "moved", "keys");
    add("scaled", binary(Op.BinaryFunction.OVER), "products", "temperature");
    add("grid", new Op.Reshape(Shape.of(BATCH, d(1), d(1), SEQUENCE)), "mask");
    constant("least", ElementType.FLOAT, Shape.of(new int[0]), -1e9f);
    add("masked", new Op.Where(), "grid", "scaled", "least");
    add("attention", new Op.Along(Op.Line.SOFTMAX, 3), "masked");
    add("mixed", new Op.MatMul(), "attention", "moved");
    add("back", new Op.MoveAxes(List.of(0, 2, 1, 3)), "mixed");
    add("joined", new Op.Reshape(Shape.of(BATCH, SEQUENCE, d(6))), "back");
    add("norm", new Op.Normalise(2, true, 1e-5f), "joined");
    add("both", new Op.ConcatAlong(1), "norm", "hidden");
    add("pooled", new Op.Reduce(Op.Fold.MEAN, List.of(1)), "both");
    add("best", new Op.ArgExtreme(2, true, false), "pooled");
  }

  private void images() {
    add(
        "edges",
        convolution(Shape.of(3, 1, 3, 3), new Window(3, 3, 2, 1, 1, 1, 1, 1, 1, 1)),
        "photo");
    add("pixels", new Op.Cast(ElementType.FLOAT), "icon");
    add("filtered", convolution(Shape.of(2, 1, 3, 3), Window.square(3, 0)), "pixels");
    add("smaller", new Op.MaxPool2d(Window.pooling(2)), "filtered");
    add("flat", new Op.Reshape(Shape.of(2, 8)), "smaller");
    add("scores", dense(3, 8), "flat");
  }

  /** Each function of two values, of rows 2 and 3, in a row of the output. */
  private void functions() {
    constant("a", ElementType.FLOAT, Shape.of(2, 1), 1.5f, 0.25f);
    constant("b", ElementType.FLOAT, Shape.of(3), 0.5f, -2, 1.5f);
    constant("no", ElementType.BOOL, Shape.of(1, 3), 0, 1, 0);
    constant("i", ElementType.INT64, Shape.of(2, 1), 7, -7);
    constant("j", ElementType.INT64, Shape.of(3), 2, 3, 5);
    List<String> rows = new ArrayList<>();
    for (Op.BinaryFunction function : Op.BinaryFunction.values()) {
      boolean power = function == Op.BinaryFunction.POWER;
      boolean logical = List.of("And", "Or", "Xor").contains(function.row().name());
      String name = function.row().name();
      boolean whole = name.equals("Modulo") || name.equals("Minus") || name.equals("LessOrEqual");
      String[] read =
          logical
              ? new String[] {"no", "no"}
              : whole ? new String[] {"i", "j"} : new String[] {"a", "b"};
      add(name, new Op.Binary(function, whole), read);
      add(name + "-float", new Op.Cast(ElementType.FLOAT), name);
      add(name + "-all", new Op.Expand(Shape.of(2, 3)), name + "-float");
      rows.add(name + "-all");
    }
    add("rows", new Op.ConcatAlong(0), rows.toArray(new String[0]));
    add(
        "functions",
        new Op.Pad(List.of(d(0), d(1)), List.of(d(1), d(-1)), Op.Border.CONSTANT, 0.5f),
        "rows");
  }

  /** Each kind of recurrent layer, in both directions, with and without first states. */
  private void sequences() {
    add("steps", new Op.MoveAxes(List.of(1, 0, 2)), "hidden");
    constant("start", ElementType.FLOAT, Shape.of(1, 2), 0.5f, -0.25f);
    add("begin", new Op.Expand(Shape.of(BATCH, d(2))), "start");
    add("lstm", recurrent(Op.RecurrentKind.LSTM, false, 6, 11), "steps", "begin", "begin");
    add("gru", recurrent(Op.RecurrentKind.GRU, true, 6, 6), "steps");
    add("rnn", recurrent(Op.RecurrentKind.RNN, true, 2, 2), "gru", "begin");
    add("states", new Op.ConcatAlong(2), "lstm", "gru", "rnn");
  }

  /** Two hidden units; an LSTM tells its cells. */
  private Op recurrent(Op.RecurrentKind kind, boolean backwards, int inputs, int vectors) {
    int rows = 2 * kind.cell().gates();
    boolean lstm = kind == Op.RecurrentKind.LSTM;
    return new Op.Recurrent(
        kind,
        backwards,
        kind == Op.RecurrentKind.GRU,
        lstm,
        lstm ? Activation.HARD_SIGMOID : Activation.SIGMOID,
        Activation.TANH,
        Activation.SOFTSIGN,
        1.5f,
        coded(Shape.of(rows, inputs)),
        coded(Shape.of(rows, 2)),
        new DenseTensor(Shape.of(vectors, 2), floats(2 * vectors)));
  }

  /** Images of other sizes: twice as high, by a scale, and those whose type does not matter. */
  private void samples() {
    Dim twice = HEIGHT.times(2);
    add(
        "higher",
        resize(2, twice, Resampling.Place.HALF_PIXEL, Resampling.Sampler.LINEAR, 0),
        "photo");
    add(
        "resized",
        resize(3, d(7), Resampling.Place.CROP, Resampling.Sampler.CUBIC, 1.75f),
        "higher");
    Resampling.Sampler nearest = Resampling.Sampler.ROUND_PREFER_FLOOR;
    add("smaller-icons", resize(3, d(4), Resampling.Place.ASYMMETRIC, nearest, 0), "icon");
    add("icons", new Op.Cast(ElementType.FLOAT), "smaller-icons");
  }

  /** Attention of two heads, and of one with another mask; the best two of a sequence, or fewer. */
  private void mixtures() {
    Op.Mask kept = Op.Mask.KEPT;
    add("attended", new Op.Attention(2, kept, false, 0.5f), "query", "hidden", "norm", "grid");
    add("shuffled", new Op.Shuffle(2, 3), "attended");
    constant("bias", ElementType.FLOAT, Shape.of(1), 0.25f);
    Op causal = new Op.Attention(1, Op.Mask.ADDED, true, -1.5f);
    add("looked-back", causal, "shuffled", "hidden", "query", "bias");
    List<Dim> two = List.of(SEQUENCE.smaller(d(2)));
    add("ranked", new Op.Ranked(1, two, true, false), "looked-back");
    add("places-found", new Op.Ranked(1, two, false, true), "looked-back");
  }

  /** An axis of another extent; by a scale where it is not 0. */
  private static Op resize(
      int axis, Dim size, Resampling.Place place, Resampling.Sampler sampler, float scale) {
    return new Op.Resize(
        axis, List.of(size), place, sampler, scale > 0, scale, 0.25f, 1.25f, -0.75f, 0.5f);
  }

  private static Dim d(long number) {
    return Dim.of(number);
  }

  private static Op binary(Op.BinaryFunction function) {
    return new Op.Binary(function);
  }

  private void constant(String name, ElementType type, Shape shape, float... values) {
    add(name, new Op.Constant(type, new DenseTensor(shape, values)));
  }

  private void add(String name, Op op, String... inputs) {
    nodes.add(new Node(name, op, List.of(inputs)));
  }

  private Op dense(int outputs, int inputs) {
    return new Op.Dense(coded(Shape.of(outputs, inputs)), floats(outputs));
  }

  private Op convolution(Shape shape, Window window) {
    return new Op.Conv2d(coded(shape), floats(shape.dim(0)), window, 1);
  }

  private Tensor coded(Shape shape) {
    int[] symbols = random.ints(shape.size(), -3, 4).toArray();
    return QuantizedTensor.of(shape, Step.nearest(0.1), symbols).toTensor();
  }

  private float[] floats(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
