package org.sparsevd.model;

import java.util.Arrays;
import java.util.List;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** Operators that only move elements, repeat them or put constants between them. */
public sealed interface MovementOps permits Op {

  /** Operators that only move elements, repeat them or put constants between them. */
  sealed interface Movement extends Op {
    @Override
    default ElementType outputType(List<ElementType> inputs) {
      return inputs.get(0);
    }

    @Override
    default <R> R accept(Visitor<R> visitor) {
      return visitor.movement(this);
    }

    <R> R match(Cases<R> cases);

    /** What a reader does with each operator of the family. */
    interface Cases<R> {
      R flatten(Flatten op);

      R reshape(Reshape op);

      R transpose(Transpose op);

      R pad2d(Pad2d op);

      R upsample2d(Upsample2d op);
    }

    /** A reader of all operators that goes on to the cases of this family. */
    interface Reader<R> extends Visitor<R>, Cases<R> {
      @Override
      default R movement(Movement op) {
        return op.match(this);
      }
    }
  }

  /** The family's rows. */
  enum MovementKind implements OpKind {
    FLATTEN(OpRow.of(11, "Flatten")),
    RESHAPE(OpRow.of(21, "Reshape", OpRow.list("dimension", 1, Integer.MAX_VALUE))),
    /** To a shape that depends on symbols, or has no dimensions. */
    RESHAPE_OPEN(OpRow.of(39, "ReshapeOpen", OpRow.extents("target"))),
    TRANSPOSE(OpRow.of(22, "Transpose", OpRow.list("dimension", 0, OpRow.MOST_RANK - 1))),
    PAD_2D(
        OpRow.of(
            23,
            "Pad2d",
            OpRow.integer("top", 0, OpRow.MOST_EXTENT),
            OpRow.integer("left", 0, OpRow.MOST_EXTENT),
            OpRow.integer("bottom", 0, OpRow.MOST_EXTENT),
            OpRow.integer("right", 0, OpRow.MOST_EXTENT),
            OpRow.real("value"))),
    UPSAMPLE_2D(
        OpRow.of(
            24,
            "Upsample2d",
            OpRow.integer("height", 1, OpRow.MOST_EXTENT),
            OpRow.integer("width", 1, OpRow.MOST_EXTENT),
            OpRow.flag("zeros")));

    private final OpRow row;

    MovementKind(OpRow row) {
      this.row = row;
    }

    @Override
    public OpRow row() {
      return row;
    }

    @Override
    public Op make(Attributes a, List<Tensor> tensors) {
      return switch (this) {
        case FLATTEN -> new Flatten();
        case RESHAPE -> new Reshape(Shape.of(a.toArray()));
        case RESHAPE_OPEN -> new Reshape(a.shape(0));
        case TRANSPOSE -> new Transpose(a.integers());
        case PAD_2D -> new Pad2d(a.integer(0), a.integer(1), a.integer(2), a.integer(3), a.real(0));
        case UPSAMPLE_2D -> new Upsample2d(a.integer(0), a.integer(1), a.integer(2) == 1);
      };
    }
  }

  /** Row-major reinterpretation as one dimension. */
  record Flatten() implements Movement {
    @Override
    public OpKind kind() {
      return MovementKind.FLATTEN;
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      return inputs.get(0).flat();
    }

    @Override
    public ElementType outputType(List<ElementType> inputs) {
      return inputs.get(0);
    }

    @Override
    public float[] compute(List<float[]> inputs, List<Shape> shapes, Shape out) {
      return inputs.get(0);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.flatten(this);
    }
  }

  /**
   * The same elements, row-major, in another shape.
   *
   * @param target without the batch dimension where the model leaves that out
   */
  record Reshape(Shape target) implements Movement {
    @Override
    public OpKind kind() {
      return isPlain() ? MovementKind.RESHAPE : MovementKind.RESHAPE_OPEN;
    }

    private boolean isPlain() {
      return target.isFixed() && target.rank() > 0;
    }

    @Override
    public Attributes attributes() {
      return isPlain()
          ? Attributes.integers(target.toArray())
          : Attributes.lists(List.of(Attributes.list(target)));
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      if (!inputs.get(0).elements().equals(target.elements())) {
        throw new IllegalArgumentException(
            "Reshape to "
                + target
                + " takes "
                + target.elements()
                + " elements, found "
                + inputs.get(0));
      }
      return target;
    }

    @Override
    public ElementType outputType(List<ElementType> inputs) {
      return inputs.get(0);
    }

    @Override
    public float[] compute(List<float[]> inputs, List<Shape> shapes, Shape out) {
      return inputs.get(0);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.reshape(this);
    }
  }

  /**
   * Dimension {@code i} of the output is dimension {@code order.get(i)} of the input.
   *
   * @param order each dimension once, the batch not counted
   */
  record Transpose(List<Integer> order) implements Movement {
    public Transpose {
      order = List.copyOf(order);
      for (int axis = 0; axis < order.size(); axis++) {
        if (!order.contains(axis)) {
          throw new IllegalArgumentException("Transpose: " + order + " is no order of dimensions");
        }
      }
    }

    @Override
    public OpKind kind() {
      return MovementKind.TRANSPOSE;
    }

    @Override
    public Attributes attributes() {
      return new Attributes(order, List.of());
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape in = inputs.get(0);
      if (in.rank() != order.size()) {
        throw new IllegalArgumentException(
            "Transpose takes " + order.size() + " dimensions, found " + in);
      }
      return Shape.of(order.stream().mapToInt(in::dim).toArray());
    }

    @Override
    public ElementType outputType(List<ElementType> inputs) {
      return inputs.get(0);
    }

    @Override
    public float[] compute(List<float[]> inputs, List<Shape> shapes, Shape out) {
      float[] x = inputs.get(0);
      float[] y = new float[out.size()];
      Shape in = shapes.get(0);
      int rank = in.rank();
      int[] strides = in.strides();
      for (int i = 0; i < y.length; i++) {
        int rest = i;
        int from = 0;
        for (int axis = rank - 1; axis >= 0; axis--) {
          from += rest % out.dim(axis) * strides[order.get(axis)];
          rest /= out.dim(axis);
        }
        y[i] = x[from];
      }
      return y;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.transpose(this);
    }
  }

  /** Rows and columns of one value around each channel of an image. */
  record Pad2d(int top, int left, int bottom, int right, float value) implements Movement {
    public Pad2d {
      if (top < 0 || left < 0 || bottom < 0 || right < 0) {
        throw new IllegalArgumentException("Pad2d: padding must not be negative");
      }
    }

    @Override
    public OpKind kind() {
      return MovementKind.PAD_2D;
    }

    @Override
    public Attributes attributes() {
      return new Attributes(List.of(top, left, bottom, right), List.of(value));
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape in = Checks.image("Pad2d", inputs.get(0));
      return Shape.of(
          in.dim(0),
          Checks.sum("Pad2d", in.dim(1), top, bottom),
          Checks.sum("Pad2d", in.dim(2), left, right));
    }

    @Override
    public float[] compute(List<float[]> inputs, List<Shape> shapes, Shape out) {
      float[] y = new float[out.size()];
      Shape in = shapes.get(0);
      Arrays.fill(y, value);
      for (int row = 0; row < in.dim(0) * in.dim(1); row++) {
        int to = row / in.dim(1) * out.dim(1) + top + row % in.dim(1);
        System.arraycopy(inputs.get(0), row * in.dim(2), y, to * out.dim(2) + left, in.dim(2));
      }
      return y;
    }

    public boolean isEmpty() {
      return top + left + bottom + right == 0;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.pad2d(this);
    }
  }

  /**
   * Each pixel of an image becomes a rectangle of {@code height} rows and {@code width} columns:
   * {@code [c, h, w] -> [c, h * height, w * width]}.
   *
   * @param zeros whether only the upper left pixel of the rectangle has the value and the others
   *     are zero, as in front of the convolution that a transposed convolution is; else all have it
   */
  record Upsample2d(int height, int width, boolean zeros) implements Movement {
    public Upsample2d {
      if (height < 1 || width < 1) {
        throw new IllegalArgumentException("Upsample2d: factors must be at least 1");
      }
    }

    @Override
    public OpKind kind() {
      return MovementKind.UPSAMPLE_2D;
    }

    @Override
    public Attributes attributes() {
      return Attributes.integers(height, width, zeros ? 1 : 0);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape in = Checks.image("Upsample2d", inputs.get(0));
      return Shape.of(
          in.dim(0),
          Checks.product("Upsample2d", in.dim(1), height),
          Checks.product("Upsample2d", in.dim(2), width));
    }

    @Override
    public float[] compute(List<float[]> inputs, List<Shape> shapes, Shape out) {
      float[] y = new float[out.size()];
      Shape in = shapes.get(0);
      for (int i = 0; i < y.length; i++) {
        int row = i / out.dim(2) % out.dim(1);
        int column = i % out.dim(2);
        int c = i / out.dim(2) / out.dim(1);
        boolean hit = row % height == 0 && column % width == 0;
        int from = (c * in.dim(1) + row / height) * in.dim(2) + column / width;
        y[i] = hit || !zeros ? inputs.get(0)[from] : 0;
      }
      return y;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.upsample2d(this);
    }
  }
}
