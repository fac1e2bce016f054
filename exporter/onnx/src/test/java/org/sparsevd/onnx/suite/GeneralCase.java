package org.sparsevd.onnx.suite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.model.loop.Activation;
import org.sparsevd.model.loop.Resampling;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * A general operator, and inputs that it takes.
 *
 * @param inputs named a, b, c
 */
record GeneralCase(Op.General op, List<Model.Input> inputs) {

  /** Random ones of every row. */
  static List<GeneralCase> draw(Random random) {
    Drawing drawing = new Drawing(random);
    drawing.arithmetic();
    drawing.reductions();
    drawing.parts();
    drawing.resizes();
    drawing.recurrent();
    drawing.mixtures();
    return drawing.cases;
  }

  private static final class Drawing {
    private final Random random;
    private final List<GeneralCase> cases = new ArrayList<>();

    Drawing(Random random) {
      this.random = random;
    }

    private int pick(int least, int most) {
      return least + random.nextInt(most - least + 1);
    }

    private int[] dims(int least, int most) {
      return IntStream.range(0, pick(least, most)).map(i -> pick(1, 4)).toArray();
    }

    private void add(Op.General op, ElementType type, int[]... dims) {
      List<Model.Input> inputs = new ArrayList<>();
      List<ElementType> types = new ArrayList<>();
      for (int i = 0; i < dims.length; i++) {
        ElementType own = op instanceof Op.Where && i == 0 ? ElementType.BOOL : type;
        own = op instanceof Op.Gather && i == 1 ? ElementType.INT64 : own;
        own = op instanceof Op.Attention mixes && i == 3 ? maskType(mixes) : own;
        inputs.add(new Model.Input("abcd".substring(i, i + 1), own, Shape.of(dims[i])));
        types.add(own);
      }
      if (op.kind() == Op.BinaryFunction.MINUS && type == ElementType.UINT8) {
        // Differences below zero are refused.
        return;
      }
      try {
        op.outputType(types);
      } catch (IllegalArgumentException e) {
        return;
      }
      cases.add(new GeneralCase(op, inputs));
    }

    private static ElementType maskType(Op.Attention op) {
      return op.mask() == Op.Mask.KEPT ? ElementType.BOOL : ElementType.FLOAT;
    }

    private void addAll(Op.General op, int[]... dims) {
      for (ElementType type : ElementType.values()) {
        add(op, type, dims);
      }
    }

    /** What broadcasts with this. */
    private int[] operand(int[] dims) {
      int[] part = Arrays.copyOfRange(dims, pick(0, dims.length), dims.length);
      for (int i = 0; i < part.length; i++) {
        part[i] = random.nextBoolean() ? 1 : part[i];
      }
      return part;
    }

    void arithmetic() {
      for (Op.BinaryFunction function : Op.BinaryFunction.values()) {
        for (boolean whole : new boolean[] {false, true}) {
          int[] dims = dims(0, 4);
          int[] other = operand(dims);
          boolean swap = random.nextBoolean();
          addAll(new Op.Binary(function, whole), swap ? other : dims, swap ? dims : other);
        }
      }
      int[] dims = dims(1, 3);
      addAll(new Op.Where(), operand(dims), dims, operand(dims));
      addAll(new Op.Where(), dims, operand(dims), operand(dims));
      for (ElementType type : ElementType.values()) {
        if (type != ElementType.UINT8) {
          addAll(new Op.Cast(type), dims(0, 3));
        }
      }
      add(new Op.Cast(ElementType.UINT8), ElementType.INT64, dims(0, 3));
      for (ElementType type : ElementType.values()) {
        int[] shape = dims(0, 3);
        DenseTensor values = tensor(shape);
        add(new Op.Constant(type, type == ElementType.FLOAT ? values : ones(shape)), type);
      }
    }

    private DenseTensor tensor(int... dims) {
      Shape shape = Shape.of(dims);
      float[] values = new float[shape.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian() / 2;
      }
      return new DenseTensor(shape, values);
    }

    private static DenseTensor ones(int... dims) {
      float[] values = new float[Shape.of(dims).size()];
      Arrays.fill(values, 1);
      return new DenseTensor(Shape.of(dims), values);
    }

    void reductions() {
      for (Op.Fold fold : Op.Fold.values()) {
        int[] dims = dims(1, 4);
        List<Integer> axes = new ArrayList<>();
        for (int axis = 0; axis < dims.length; axis++) {
          if (random.nextInt(3) > 0) {
            axes.add(axis);
          }
        }
        addAll(new Op.Reduce(fold, axes), dims);
      }
      addAll(new Op.Reduce(Op.Fold.SUM, List.of()), dims(0, 3));
      for (int i = 0; i < 4; i++) {
        int[] dims = dims(1, 4);
        addAll(new Op.ArgExtreme(pick(0, dims.length - 1), i < 2, i % 2 == 0), dims);
      }
      for (Op.Line line : Op.Line.values()) {
        int[] dims = dims(1, 4);
        add(new Op.Along(line, pick(0, dims.length - 1)), ElementType.FLOAT, dims);
      }
      for (boolean centred : new boolean[] {false, true}) {
        int[] dims = dims(1, 4);
        int axis = pick(0, dims.length - 1);
        add(new Op.Normalise(axis, centred, 1e-3f), ElementType.FLOAT, dims);
      }
      int[] front = dims(0, 2);
      int rows = pick(1, 4);
      int inner = pick(1, 4);
      int[] left = matrices(random.nextBoolean() ? front : operand(front), rows, inner);
      add(new Op.MatMul(), ElementType.FLOAT, left, matrices(front, inner, pick(1, 4)));
    }

    private static int[] matrices(int[] front, int rows, int columns) {
      int[] dims = Arrays.copyOf(front, front.length + 2);
      dims[front.length] = rows;
      dims[front.length + 1] = columns;
      return dims;
    }

    private static List<Dim> list(int... numbers) {
      return Arrays.stream(numbers).mapToObj(Dim::of).toList();
    }

    void parts() {
      int[] dims = dims(1, 4);
      int rank = dims.length;
      int[] starts = new int[rank];
      int[] sizes = new int[rank];
      Integer[] steps = new Integer[rank];
      for (int axis = 0; axis < rank; axis++) {
        steps[axis] = pick(0, 1) == 0 ? pick(1, 2) : -pick(1, 2);
        int step = Math.abs(steps[axis]);
        sizes[axis] = pick(1, (dims[axis] - 1) / step + 1);
        int reach = (sizes[axis] - 1) * step;
        starts[axis] = pick(0, dims[axis] - 1 - reach) + (steps[axis] < 0 ? reach : 0);
      }
      addAll(new Op.Slice(list(starts), list(sizes), List.of(steps)), dims);
      addAll(new Op.Expand(Shape.of(dims)), operand(dims));
      for (Op.Border border : Op.Border.values()) {
        int[] before = IntStream.range(0, rank).map(axis -> pick(0, dims[axis] - 1)).toArray();
        int[] after = IntStream.range(0, rank).map(axis -> pick(0, dims[axis] - 1)).toArray();
        addAll(new Op.Pad(list(before), list(after), border, 1), dims);
      }
      List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
      Collections.shuffle(order, random);
      addAll(new Op.MoveAxes(order), dims);
      // Indices are 1 to 3.
      int[] table = dims(1, 3);
      int axis = pick(0, table.length - 1);
      table[axis] = 4;
      addAll(new Op.Gather(axis), table, dims(0, 2));
      int along = pick(0, rank - 1);
      int[] longer = dims.clone();
      longer[along] = pick(1, 4);
      addAll(new Op.ConcatAlong(along), dims, longer, dims);
    }

    void resizes() {
      for (Resampling.Place place : Resampling.Place.values()) {
        Resampling.Sampler[] samplers = Resampling.Sampler.values();
        Resampling.Sampler sampler = samplers[random.nextInt(samplers.length)];
        int[] dims = dims(1, 5);
        int axis = pick(0, dims.length - 1);
        dims[axis] = pick(2, 4);
        boolean crop = place == Resampling.Place.CROP;
        List<Dim> size = list(dims[axis] + pick(1, 3));
        Op.Resize op =
            new Op.Resize(
                axis, size, place, sampler, false, 1, crop ? 0.25f : 0, crop ? 0.75f : 1, -0.5f, 2);
        addAll(op, dims);
      }
      int[] dims = {2, 3, 4};
      Resampling.Sampler linear = Resampling.Sampler.LINEAR;
      Resampling.Place half = Resampling.Place.HALF_PIXEL;
      int axis = pick(0, 2);
      List<Dim> size = list((int) (dims[axis] * 2.5f));
      add(
          new Op.Resize(axis, size, half, linear, true, 2.5f, 0, 1, -0.75f, 0),
          ElementType.FLOAT,
          dims);
    }

    void recurrent() {
      for (Op.RecurrentKind kind : Op.RecurrentKind.values()) {
        for (int variant = 0; variant < 4; variant++) {
          boolean lstm = kind == Op.RecurrentKind.LSTM;
          int hidden = pick(1, 3);
          int inputs = pick(1, 3);
          int all = kind.cell().gates() * hidden;
          int vectors = 2 * kind.cell().gates() + (lstm && random.nextBoolean() ? 3 : 0);
          Op.Recurrent op =
              new Op.Recurrent(
                  kind,
                  random.nextBoolean(),
                  random.nextBoolean() && kind != Op.RecurrentKind.RNN,
                  false,
                  Activation.SIGMOID,
                  Activation.values()[random.nextInt(Activation.values().length)],
                  Activation.TANH,
                  random.nextBoolean() ? Float.POSITIVE_INFINITY : 0.5f,
                  tensor(all, inputs),
                  tensor(all, hidden),
                  tensor(vectors, hidden));
          int batch = pick(1, 3);
          int[] sequence = {pick(1, 4), batch, inputs};
          int[] state = {batch, hidden};
          int states = pick(0, lstm ? 2 : 1);
          int[][] given = {sequence, state, state};
          add(op, ElementType.FLOAT, Arrays.copyOf(given, 1 + states));
        }
      }
    }

    void mixtures() {
      for (Op.Mask mask : Op.Mask.values()) {
        int heads = pick(1, 3);
        int rows = pick(1, 4);
        int keys = pick(1, 4);
        int size = heads * pick(1, 3);
        int[] front = dims(0, 2);
        boolean causal = random.nextBoolean();
        Op.Attention op = new Op.Attention(heads, mask, causal, causal ? 1 : 0.75f);
        int[] scores = matrices(front, rows, keys);
        if (heads > 1) {
          scores = matrices(matrices(front, heads, rows), keys);
        }
        int[][] inputs = {
          matrices(front, rows, size),
          matrices(front, keys, size),
          matrices(front, keys, heads * pick(1, 3)),
          operand(scores)
        };
        add(op, ElementType.FLOAT, Arrays.copyOf(inputs, mask == Op.Mask.NONE ? 3 : 4));
      }
      int[] dims = dims(1, 4);
      int axis = pick(0, dims.length - 1);
      dims[axis] = 6;
      addAll(new Op.Shuffle(axis, pick(1, 3)), dims);
      List<Dim> count = list(pick(1, 6));
      for (boolean indices : new boolean[] {false, true}) {
        addAll(new Op.Ranked(axis, count, random.nextBoolean(), indices), dims);
      }
    }

    private static int[] matrices(int[] front, int last) {
      int[] dims = Arrays.copyOf(front, front.length + 1);
      dims[front.length] = last;
      return dims;
    }
  }
}
