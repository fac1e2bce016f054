package org.sparsevd.model;

import java.util.List;
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
          same = a == axis || next.extent(a).equals(dims[a]);
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
}
