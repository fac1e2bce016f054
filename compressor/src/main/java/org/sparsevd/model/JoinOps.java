package org.sparsevd.model;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.model.loop.AttentionLoop;
import org.sparsevd.model.loop.Broadcasts;
import org.sparsevd.model.loop.Lines;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** Operators of several inputs. */
public sealed interface JoinOps permits Op {

  /** Operators of several inputs. */
  sealed interface Join extends Op {
    @Override
    default <R> R accept(Visitor<R> visitor) {
      return visitor.join(this);
    }

    <R> R match(Cases<R> cases);

    /** What a reader does with each operator of the family. */
    interface Cases<R> {
      R add(Add op);

      R mul(Mul op);

      R concat(Concat op);
    }

    /** A reader of all operators that goes on to the cases of this family. */
    interface Reader<R> extends Visitor<R>, Cases<R> {
      @Override
      default R join(Join op) {
        return op.match(this);
      }
    }
  }

  /** The family's rows. */
  enum JoinKind implements OpKind {
    ADD(OpRow.of(9, "Add").withArity(2)),
    CONCAT(OpRow.of(10, "Concat").withArity(OpRow.ANY)),
    MUL(OpRow.of(20, "Mul").withArity(2));

    private final OpRow row;

    JoinKind(OpRow row) {
      this.row = row;
    }

    @Override
    public OpRow row() {
      return row;
    }

    @Override
    public Op make(Attributes a, List<Tensor> tensors) {
      return switch (this) {
        case ADD -> new Add();
        case CONCAT -> new Concat();
        case MUL -> new Mul();
      };
    }
  }

  /** Sum of two values of the same shape. */
  record Add() implements Join {
    @Override
    public OpKind kind() {
      return JoinKind.ADD;
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      if (!inputs.get(0).equals(inputs.get(1))) {
        throw new IllegalArgumentException(
            "Add takes two equal shapes, found " + inputs.get(0) + " and " + inputs.get(1));
      }
      return inputs.get(0);
    }

    @Override
    public float[] compute(List<float[]> inputs, List<Shape> shapes, Shape out) {
      float[] y = inputs.get(0).clone();
      for (int i = 0; i < y.length; i++) {
        y[i] += inputs.get(1)[i];
      }
      return y;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.add(this);
    }
  }

  /**
   * Product of two values of the same shape; the second may also have one value per channel, {@code
   * [channels, 1, ...]}, for all elements of it.
   */
  record Mul() implements Join {
    @Override
    public OpKind kind() {
      return JoinKind.MUL;
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape first = inputs.get(0);
      Shape second = inputs.get(1);
      boolean perChannel =
          second.rank() == first.rank()
              && second.dim(0) == first.dim(0)
              && second.size() == first.dim(0);
      if (!first.equals(second) && !perChannel) {
        throw new IllegalArgumentException(
            "Mul takes two equal shapes, or channels in the second, found "
                + first
                + " and "
                + second);
      }
      return first;
    }

    @Override
    public float[] compute(List<float[]> inputs, List<Shape> shapes, Shape out) {
      float[] y = inputs.get(0).clone();
      int area = y.length / inputs.get(1).length;
      for (int i = 0; i < y.length; i++) {
        y[i] *= inputs.get(1)[i / area];
      }
      return y;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.mul(this);
    }
  }

  /** Channels of the inputs, one after the other; other dimensions must agree. */
  record Concat() implements Join {
    @Override
    public OpKind kind() {
      return JoinKind.CONCAT;
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      return Checks.concatenated(inputs);
    }

    @Override
    public float[] compute(List<float[]> inputs, List<Shape> shapes, Shape out) {
      float[] y = new float[out.size()];
      int at = 0;
      for (float[] part : inputs) {
        System.arraycopy(part, 0, y, at, part.length);
        at += part.length;
      }
      return y;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.concat(this);
    }
  }

  /** Values one after the other along an axis; other dimensions must agree. */
  record ConcatAlong(int axis) implements GeneralOps.General {
    @Override
    public OpKind kind() {
      return GeneralOps.GeneralKind.CONCAT_ALONG;
    }

    @Override
    public Attributes attributes() {
      return Attributes.integers(axis);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Dim[] dims = inputs.get(0).extents();
      Lines.check("ConcatAlong", inputs.get(0), axis);
      for (Shape next : inputs.subList(1, inputs.size())) {
        boolean same = next.rank() == dims.length;
        for (int a = 0; same && a < dims.length; a++) {
          Dim agreed = a == axis ? dims[a] : dims[a].agreed(next.extent(a));
          same = agreed != null;
          dims[a] = agreed;
        }
        if (!same) {
          throw new IllegalArgumentException(
              "ConcatAlong: " + next + " does not fit beside " + inputs);
        }
        dims[axis] = dims[axis].plus(next.extent(axis));
      }
      return Shape.of(dims);
    }

    @Override
    public ElementType outputType(List<ElementType> inputs) {
      if (inputs.stream().distinct().count() > 1) {
        throw new IllegalArgumentException("ConcatAlong takes values of one type, found " + inputs);
      }
      return inputs.get(0);
    }

    @Override
    public Op alone(List<Shape> shapes, boolean[] batched) {
      for (boolean each : batched) {
        if (!each) {
          return null;
        }
      }
      return axis == 0 ? null : new ConcatAlong(axis - 1);
    }

    @Override
    public GeneralOps.Program program(List<Shape> shapes, Shape out) {
      int[] runs = new int[shapes.size()];
      int row = 0;
      for (int i = 0; i < runs.length; i++) {
        runs[i] = shapes.get(i).strides()[axis] * shapes.get(i).dim(axis);
        row += runs[i];
      }
      int rows = out.size() / row;
      int stride = row;
      return (inputs, y) -> {
        int to = 0;
        for (int i = 0; i < runs.length; i++) {
          for (int r = 0; r < rows; r++) {
            System.arraycopy(inputs[i], r * runs[i], y, r * stride + to, runs[i]);
          }
          to += runs[i];
        }
      };
    }
  }

  /** What the last input of {@link Attention} says. */
  enum Mask {
    /** There is none. */
    NONE,
    /** Floats that are added to the scaled products. */
    ADDED,
    /** Truth values: which products count. */
    KEPT
  }

  /**
   * Softmax of the scaled products of queries and keys, times values, for each head by itself
   * (Vaswani et al., NIPS 2017, section 3.2). Inputs are queries {@code [..., rows, heads * size]},
   * keys {@code [..., keys, heads * size]}, values {@code [..., keys, heads * width]}, and perhaps
   * a mask, which is broadcast to {@code [..., heads, rows, keys]}, of one head to {@code [...,
   * rows, keys]}. The output is {@code [..., rows, heads * width]}.
   *
   * @param causal whether row r sees only keys 0 to r
   */
  record Attention(int heads, Mask mask, boolean causal, float scale)
      implements GeneralOps.General {
    @Override
    public OpKind kind() {
      return GeneralOps.GeneralKind.ATTENTION;
    }

    @Override
    public Attributes attributes() {
      return new Attributes(List.of(heads, mask.ordinal(), causal ? 1 : 0), List.of(scale));
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape scores = scores(inputs);
      if (mask != Mask.NONE) {
        Shape own = inputs.get(3);
        boolean fits =
            own.rank() <= scores.rank()
                && Broadcasts.shape("Attention", List.of(own, scores)).equals(scores);
        if (!fits) {
          throw refusal(inputs);
        }
      }
      Dim[] dims = inputs.get(0).extents();
      dims[dims.length - 1] = inputs.get(2).extent(dims.length - 1);
      return Shape.of(dims);
    }

    private int inputs() {
      return mask == Mask.NONE ? 3 : 4;
    }

    private IllegalArgumentException refusal(List<?> inputs) {
      return new IllegalArgumentException(
          "Attention of " + heads + " heads does not take " + inputs);
    }

    /** The shape of the products. */
    private Shape scores(List<Shape> inputs) {
      int rank = inputs.get(0).rank();
      boolean fits = inputs.size() == inputs() && rank >= 2;
      for (int i = 1; fits && i < 3; i++) {
        fits = inputs.get(i).rank() == rank;
        for (int axis = 0; fits && axis < rank - 2; axis++) {
          fits = inputs.get(i).extent(axis).equals(inputs.get(0).extent(axis));
        }
      }
      if (!fits) {
        throw refusal(inputs);
      }
      Dim size = inputs.get(0).extent(rank - 1);
      Dim keys = inputs.get(1).extent(rank - 2);
      fits =
          size.equals(inputs.get(1).extent(rank - 1))
              && keys.equals(inputs.get(2).extent(rank - 2));
      for (Dim width : List.of(size, inputs.get(2).extent(rank - 1))) {
        fits &= width.dividedBy(heads).times(heads).equals(width);
      }
      if (!fits) {
        throw refusal(inputs);
      }
      List<Dim> dims = new ArrayList<>(List.of(inputs.get(0).extents()).subList(0, rank - 1));
      if (heads > 1) {
        dims.add(rank - 2, Dim.of(heads));
      }
      dims.add(keys);
      return Shape.of(dims.toArray(new Dim[0]));
    }

    @Override
    public ElementType outputType(List<ElementType> inputs) {
      boolean fits = inputs.size() == inputs();
      for (int i = 0; fits && i < inputs.size(); i++) {
        boolean truths = i == 3 && mask == Mask.KEPT;
        fits = inputs.get(i) == (truths ? ElementType.BOOL : ElementType.FLOAT);
      }
      if (!fits) {
        throw refusal(inputs);
      }
      return ElementType.FLOAT;
    }

    @Override
    public Op alone(List<Shape> shapes, boolean[] batched) {
      boolean each = batched[0] && batched[1] && batched[2] && shapes.get(0).rank() > 2;
      return each && (mask == Mask.NONE || isEach(shapes, batched[3])) ? this : null;
    }

    private boolean isEach(List<Shape> shapes, boolean batched) {
      return shapes.get(3).rank() == scores(shapes).rank() == batched;
    }

    @Override
    public long steps(List<Shape> shapes, Shape out) {
      int last = out.rank() - 1;
      long each = (long) shapes.get(0).dim(last) + out.dim(last);
      return (long) out.size() / out.dim(last) * shapes.get(1).dim(last - 1) * each;
    }

    @Override
    public int scratch(List<Shape> shapes, Shape out) {
      return shapes.get(1).dim(out.rank() - 2);
    }

    /** Its sizes for inputs of these shapes. */
    public AttentionLoop loop(List<Shape> shapes, Shape out) {
      int last = out.rank() - 1;
      return new AttentionLoop(
          out.dim(last - 1),
          shapes.get(1).dim(last - 1),
          heads,
          shapes.get(0).dim(last) / heads,
          out.dim(last) / heads,
          scale,
          causal);
    }

    /** Where the mask of each row begins; null where there is none. */
    public AttentionLoop.Places places(List<Shape> shapes) {
      return mask == Mask.NONE ? null : AttentionLoop.Places.of(shapes.get(3), scores(shapes));
    }

    @Override
    public GeneralOps.Program program(List<Shape> shapes, Shape out) {
      AttentionLoop loop = loop(shapes, out);
      AttentionLoop.Places places = places(shapes);
      return (inputs, y) -> loop.run(inputs, y, out.size(), places, mask == Mask.KEPT);
    }
  }
}
