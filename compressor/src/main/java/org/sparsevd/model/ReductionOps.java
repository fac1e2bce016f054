package org.sparsevd.model;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.model.loop.Broadcasts;
import org.sparsevd.model.loop.LineLoop;
import org.sparsevd.model.loop.Lines;
import org.sparsevd.model.loop.MatrixProduct;
import org.sparsevd.model.loop.NormaliseLoop;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Operators whose elements depend on many elements of their inputs; sums are taken in double. */
public sealed interface ReductionOps permits Op {

  /** What is made of many elements. */
  enum Fold {
    SUM,
    MEAN,
    PRODUCT,
    LARGEST,
    SMALLEST,
    /** Sum of magnitudes. */
    L1,
    /** Root of the sum of squares. */
    L2,
    SUM_OF_SQUARES,
    /** Logarithm of the sum. */
    LOG_SUM,
    /** Logarithm of the sum of exponentials, taken from the largest on. */
    LOG_SUM_EXP;

    double start() {
      return switch (this) {
        case PRODUCT -> 1;
        case LARGEST, LOG_SUM_EXP -> Double.NEGATIVE_INFINITY;
        case SMALLEST -> Double.POSITIVE_INFINITY;
        default -> 0;
      };
    }

    double add(double sum, double x) {
      return switch (this) {
        case SUM, MEAN, LOG_SUM -> sum + x;
        case PRODUCT -> sum * x;
        case LARGEST, LOG_SUM_EXP -> Math.max(sum, x);
        case SMALLEST -> Math.min(sum, x);
        case L1 -> sum + Math.abs(x);
        case L2, SUM_OF_SQUARES -> sum + x * x;
      };
    }

    double end(double sum, int count) {
      return switch (this) {
        case MEAN -> sum / count;
        case L2 -> Math.sqrt(sum);
        case LOG_SUM -> Math.log(sum);
        default -> sum;
      };
    }
  }

  /**
   * Elements along some axes made one; the axes stay, with one element each.
   *
   * @param axes each once, ascending
   */
  record Reduce(Fold fold, List<Integer> axes) implements GeneralOps.General {
    public Reduce {
      axes = List.copyOf(axes);
    }

    @Override
    public OpKind kind() {
      return GeneralOps.GeneralKind.REDUCE;
    }

    @Override
    public Attributes attributes() {
      return Attributes.lists(List.of(Attributes.list(axes)), fold.ordinal());
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Dim[] dims = inputs.get(0).extents();
      int before = -1;
      for (int axis : axes) {
        if (axis <= before || axis >= dims.length) {
          throw new IllegalArgumentException(
              "Reduce does not take axes " + axes + " of " + inputs.get(0));
        }
        before = axis;
        dims[axis] = Dim.of(1);
      }
      return Shape.of(dims);
    }

    @Override
    public ElementType outputType(List<ElementType> inputs) {
      // A sum of whole numbers may have no exact float32, which nobody would see.
      boolean picks = fold == Fold.LARGEST || fold == Fold.SMALLEST;
      ElementType type = inputs.get(0);
      if (type != ElementType.FLOAT && !(type.isWhole() && picks)) {
        throw new IllegalArgumentException("Reduce by " + fold + " does not take " + type);
      }
      return type;
    }

    @Override
    public Op alone(List<Shape> shapes, boolean[] batched) {
      return axes.contains(0) ? null : new Reduce(fold, axes.stream().map(a -> a - 1).toList());
    }

    @Override
    public GeneralOps.Program program(List<Shape> shapes, Shape out) {
      Lines lines = Lines.over(shapes.get(0), axes);
      return (inputs, y) -> {
        for (int line = 0; line < lines.count(); line++) {
          y[line] = (float) of(inputs[0], lines, line);
        }
      };
    }

    private double of(float[] x, Lines lines, int line) {
      double sum = fold.start();
      for (int i = 0; i < lines.length(); i++) {
        sum = fold.add(sum, x[lines.place(line, i)]);
      }
      if (fold != Fold.LOG_SUM_EXP || Double.isInfinite(sum)) {
        return fold.end(sum, lines.length());
      }
      double exponentials = 0;
      for (int i = 0; i < lines.length(); i++) {
        exponentials += Math.exp(x[lines.place(line, i)] - sum);
      }
      return sum + Math.log(exponentials);
    }
  }

  /**
   * The index of the largest, or smallest, element along an axis, which stays with one element.
   *
   * @param last whether the last of several equal ones is taken, not the first
   */
  record ArgExtreme(int axis, boolean largest, boolean last) implements GeneralOps.General {
    @Override
    public OpKind kind() {
      return GeneralOps.GeneralKind.ARG_EXTREME;
    }

    @Override
    public Attributes attributes() {
      return Attributes.integers(axis, largest ? 1 : 0, last ? 1 : 0);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      return new Reduce(Fold.LARGEST, List.of(axis)).outputShape(inputs);
    }

    @Override
    public ElementType outputType(List<ElementType> inputs) {
      return ElementType.INT64;
    }

    @Override
    public Op alone(List<Shape> shapes, boolean[] batched) {
      return axis == 0 ? null : new ArgExtreme(axis - 1, largest, last);
    }

    @Override
    public GeneralOps.Program program(List<Shape> shapes, Shape out) {
      Lines lines = Lines.over(shapes.get(0), List.of(axis));
      return (inputs, y) -> {
        for (int line = 0; line < lines.count(); line++) {
          int best = 0;
          for (int i = 1; i < lines.length(); i++) {
            float now = inputs[0][lines.place(line, i)];
            float most = inputs[0][lines.place(line, best)];
            boolean better = largest ? now > most : now < most;
            best = better || last && now == most ? i : best;
          }
          y[line] = best;
        }
      };
    }
  }

  /** What is done with all elements along an axis. */
  enum Line {
    SOFTMAX(LineLoop::softmax),
    LOG_SOFTMAX(LineLoop::logSoftmax),
    /** 1 at the first of the largest, 0 elsewhere. */
    HARDMAX(LineLoop::hardmax),
    /** Sum of all up to an element, this one included. */
    RUNNING_SUM(LineLoop::runningSum),
    /** Divided by the root of the sum of squares. */
    BY_L2(LineLoop::byL2),
    /** Divided by the sum of magnitudes. */
    BY_L1(LineLoop::byL1);

    private final LineLoop loop;

    Line(LineLoop loop) {
      this.loop = loop;
    }
  }

  /** A function of all elements along an axis. */
  record Along(Line function, int axis) implements GeneralOps.General {
    @Override
    public OpKind kind() {
      return GeneralOps.GeneralKind.ALONG;
    }

    @Override
    public Attributes attributes() {
      return Attributes.integers(function.ordinal(), axis);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Lines.check(function.name(), inputs.get(0), axis);
      return inputs.get(0);
    }

    @Override
    public Op alone(List<Shape> shapes, boolean[] batched) {
      return axis == 0 ? null : new Along(function, axis - 1);
    }

    @Override
    public GeneralOps.Program program(List<Shape> shapes, Shape out) {
      Lines lines = Lines.over(shapes.get(0), List.of(axis));
      return (inputs, y) -> {
        for (int line = 0; line < lines.count(); line++) {
          function.loop.run(inputs[0], y, lines, line);
        }
      };
    }
  }

  /**
   * Elements of all axes from one on, divided by the root of their mean square (Zhang and Sennrich,
   * NeurIPS 2019).
   *
   * @param centred whether their mean is subtracted before (Ba, Kiros and Hinton 2016)
   * @param epsilon added to the mean square
   */
  record Normalise(int axis, boolean centred, float epsilon) implements GeneralOps.General {
    @Override
    public OpKind kind() {
      return GeneralOps.GeneralKind.NORMALISE;
    }

    @Override
    public Attributes attributes() {
      return new Attributes(List.of(axis, centred ? 1 : 0), List.of(epsilon));
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Lines.check("Normalise", inputs.get(0), axis);
      return inputs.get(0);
    }

    @Override
    public Op alone(List<Shape> shapes, boolean[] batched) {
      return axis == 0 ? null : new Normalise(axis - 1, centred, epsilon);
    }

    @Override
    public GeneralOps.Program program(List<Shape> shapes, Shape out) {
      int length = 1;
      for (int a = axis; a < out.rank(); a++) {
        length *= out.dim(a);
      }
      NormaliseLoop loop = new NormaliseLoop(out.size() / length, length, centred, epsilon);
      return (inputs, y) -> loop.run(inputs[0], y);
    }
  }

  /** Products of the matrices of the last two dimensions; those before are broadcast. */
  record MatMul() implements GeneralOps.General {
    @Override
    public OpKind kind() {
      return GeneralOps.GeneralKind.MAT_MUL;
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape a = inputs.get(0);
      Shape b = inputs.get(1);
      if (a.rank() < 2 || b.rank() < 2 || !a.extent(a.rank() - 1).equals(b.extent(b.rank() - 2))) {
        throw new IllegalArgumentException("MatMul does not take " + a + " and " + b);
      }
      List<Dim> dims =
          new ArrayList<>(
              List.of(Broadcasts.shape("MatMul", List.of(front(a), front(b))).extents()));
      dims.add(a.extent(a.rank() - 2));
      dims.add(b.extent(b.rank() - 1));
      return Shape.of(dims.toArray(new Dim[0]));
    }

    @Override
    public long steps(List<Shape> shapes, Shape out) {
      return (long) out.size() * shapes.get(0).dim(shapes.get(0).rank() - 1);
    }

    /** Where an operand of this shape begins, for each product that the output holds. */
    public static int[] places(Shape operand, Shape out) {
      int[] steps = new int[out.rank() - 2];
      int[] strides = operand.strides();
      for (int axis = 0; axis < operand.rank() - 2; axis++) {
        steps[axis + out.rank() - operand.rank()] = operand.dim(axis) == 1 ? 0 : strides[axis];
      }
      return Broadcasts.places(front(out).toArray(), steps, 0);
    }

    private static Shape front(Shape shape) {
      return Shape.of(List.of(shape.extents()).subList(0, shape.rank() - 2).toArray(new Dim[0]));
    }

    @Override
    public Op alone(List<Shape> shapes, boolean[] batched) {
      for (int i = 0; i < batched.length; i++) {
        if (batched[i] && shapes.get(i).rank() < 3) {
          return null;
        }
      }
      return Broadcasts.standsFirst(shapes, batched) ? this : null;
    }

    @Override
    public GeneralOps.Program program(List<Shape> shapes, Shape out) {
      Shape a = shapes.get(0);
      Shape b = shapes.get(1);
      int[] first = places(a, out);
      int[] second = places(b, out);
      int rows = out.dim(out.rank() - 2);
      int columns = out.dim(out.rank() - 1);
      int inner = a.dim(a.rank() - 1);
      MatrixProduct product = new MatrixProduct(rows, inner, columns);
      return (inputs, y) -> {
        for (int i = 0; i < first.length; i++) {
          product.run(inputs[0], first[i], inputs[1], second[i], y, i * rows * columns);
        }
      };
    }
  }
}
