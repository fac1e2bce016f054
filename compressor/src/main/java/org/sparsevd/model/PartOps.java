package org.sparsevd.model;

import java.util.Arrays;
import java.util.List;
import org.sparsevd.model.loop.Broadcasts;
import org.sparsevd.model.loop.Lines;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** Operators that take single elements of a value, or repeat them; of any rank. */
public sealed interface PartOps permits Op {

  /** Operators whose every element is one of the input, or one fixed number. */
  sealed interface Part extends GeneralOps.General {
    /** For each element of the output the one of the input; -1 for {@link #fill}. */
    int[] sources(Shape in, Shape out);

    /** What stands where the input has nothing. */
    default float fill() {
      return 0;
    }

    @Override
    default ElementType outputType(List<ElementType> inputs) {
      return inputs.get(0);
    }

    @Override
    default GeneralOps.Program program(List<Shape> shapes, Shape out) {
      int[] sources = sources(shapes.get(0), out);
      float fill = fill();
      return (inputs, y) -> {
        float[] x = inputs[0];
        for (int i = 0; i < sources.length; i++) {
          y[i] = sources[i] < 0 ? fill : x[sources[i]];
        }
      };
    }
  }

  private static void checkRank(String op, int expected, Shape found) {
    if (found.rank() != expected) {
      throw new IllegalArgumentException(op + " takes " + expected + " dimensions, found " + found);
    }
  }

  private static <T> List<T> rest(List<T> list) {
    return list.subList(1, list.size());
  }

  private static Shape rest(Shape shape) {
    return Shape.of(rest(List.of(shape.extents())).toArray(new Dim[0]));
  }

  /**
   * Elements {@code starts[a] + i * steps[a]} for i below {@code sizes[a]} along each axis a.
   *
   * @param steps other than 0
   */
  record Slice(List<Dim> starts, List<Dim> sizes, List<Integer> steps) implements Part {
    public Slice {
      starts = List.copyOf(starts);
      sizes = List.copyOf(sizes);
      steps = List.copyOf(steps);
      if (starts.size() != steps.size() || sizes.size() != steps.size() || steps.contains(0)) {
        throw new IllegalArgumentException("Slice: from " + starts + " by steps of " + steps);
      }
    }

    @Override
    public OpKind kind() {
      return GeneralOps.GeneralKind.SLICE;
    }

    @Override
    public Attributes attributes() {
      return Attributes.lists(List.of(starts, sizes, Attributes.list(steps)));
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape in = inputs.get(0);
      checkRank("Slice", steps.size(), in);
      for (int axis = 0; axis < in.rank(); axis++) {
        Dim last = starts.get(axis).plus(sizes.get(axis).plus(-1).times(steps.get(axis)));
        boolean known = starts.get(axis).isNumber() && last.isNumber();
        if (known && in.extent(axis).isNumber()) {
          long least = Math.min(starts.get(axis).number(), last.number());
          long most = Math.max(starts.get(axis).number(), last.number());
          if (least < 0 || most >= in.dim(axis)) {
            throw new IllegalArgumentException(
                "Slice: elements " + least + " to " + most + " of axis " + axis + " of " + in);
          }
        }
      }
      return Shape.of(sizes.toArray(new Dim[0]));
    }

    @Override
    public Op alone(List<Shape> shapes, boolean[] batched) {
      boolean whole =
          starts.get(0).equals(Dim.of(0))
              && sizes.get(0).equals(shapes.get(0).extent(0))
              && steps.get(0) == 1;
      return whole ? new Slice(rest(starts), rest(sizes), rest(steps)) : null;
    }

    @Override
    public int[] sources(Shape in, Shape out) {
      int[] strides = in.strides();
      int start = 0;
      for (int axis = 0; axis < strides.length; axis++) {
        start += (int) starts.get(axis).number() * strides[axis];
        strides[axis] *= steps.get(axis);
      }
      return Broadcasts.places(out.toArray(), strides, start);
    }
  }

  /** The value repeated to a larger shape, as operands of arithmetic are. */
  record Expand(Shape target) implements Part {
    @Override
    public OpKind kind() {
      return GeneralOps.GeneralKind.EXPAND;
    }

    @Override
    public Attributes attributes() {
      return Attributes.lists(List.of(Attributes.list(target)));
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      if (!Broadcasts.shape("Expand", List.of(inputs.get(0), target)).equals(target)) {
        throw new IllegalArgumentException("Expand to " + target + " does not take " + inputs);
      }
      return target;
    }

    @Override
    public Op alone(List<Shape> shapes, boolean[] batched) {
      boolean same =
          shapes.get(0).rank() == target.rank() && target.extent(0).equals(shapes.get(0).extent(0));
      return same ? new Expand(rest(target)) : null;
    }

    @Override
    public int[] sources(Shape in, Shape out) {
      int[] sources = Broadcasts.sources(in, out);
      if (sources == null) {
        sources = new int[out.size()];
        Arrays.setAll(sources, i -> i);
      }
      return sources;
    }
  }

  /** Dimension {@code i} of the output is dimension {@code order.get(i)} of the input. */
  record MoveAxes(List<Integer> order) implements Part {
    public MoveAxes {
      order = List.copyOf(order);
      for (int axis = 0; axis < order.size(); axis++) {
        if (!order.contains(axis)) {
          throw new IllegalArgumentException("MoveAxes: " + order + " is no order of dimensions");
        }
      }
    }

    @Override
    public OpKind kind() {
      return GeneralOps.GeneralKind.MOVE_AXES;
    }

    @Override
    public Attributes attributes() {
      return Attributes.lists(List.of(Attributes.list(order)));
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape in = inputs.get(0);
      checkRank("MoveAxes", order.size(), in);
      return Shape.of(order.stream().map(in::extent).toArray(Dim[]::new));
    }

    @Override
    public Op alone(List<Shape> shapes, boolean[] batched) {
      return order.get(0) == 0 ? new MoveAxes(rest(order).stream().map(a -> a - 1).toList()) : null;
    }

    @Override
    public int[] sources(Shape in, Shape out) {
      int[] strides = in.strides();
      int[] steps = order.stream().mapToInt(axis -> strides[axis]).toArray();
      return Broadcasts.places(out.toArray(), steps, 0);
    }
  }

  /** What stands around a value that is made larger. */
  enum Border {
    CONSTANT,
    /** The value mirrored at its outermost elements, which are not repeated. */
    REFLECT,
    /** The outermost element. */
    EDGE,
    /** The value again from its other end. */
    WRAP
  }

  /** Elements put before and after the value along each axis; negative numbers take some away. */
  record Pad(List<Dim> before, List<Dim> after, Border border, float value) implements Part {
    public Pad {
      before = List.copyOf(before);
      after = List.copyOf(after);
    }

    @Override
    public OpKind kind() {
      return GeneralOps.GeneralKind.PAD;
    }

    @Override
    public Attributes attributes() {
      return new Attributes(List.of(border.ordinal()), List.of(value), List.of(before, after));
    }

    @Override
    public float fill() {
      return value;
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape in = inputs.get(0);
      checkRank("Pad", before.size(), in);
      checkRank("Pad", after.size(), in);
      Dim[] dims = in.extents();
      for (int axis = 0; axis < dims.length; axis++) {
        if (border == Border.REFLECT && dims[axis].isNumber()) {
          checkReflection(axis, dims[axis].number());
        }
        dims[axis] = dims[axis].plus(before.get(axis)).plus(after.get(axis));
      }
      return Shape.of(dims);
    }

    private void checkReflection(int axis, long extent) {
      for (Dim pad : List.of(before.get(axis), after.get(axis))) {
        if (pad.isNumber() && pad.number() >= extent) {
          throw new IllegalArgumentException(
              "Pad: " + pad + " mirrored elements of " + extent + " along axis " + axis);
        }
      }
    }

    @Override
    public Op alone(List<Shape> shapes, boolean[] batched) {
      boolean inside = before.get(0).equals(Dim.of(0)) && after.get(0).equals(Dim.of(0));
      return inside ? new Pad(rest(before), rest(after), border, value) : null;
    }

    @Override
    public int[] sources(Shape in, Shape out) {
      int[] sources = new int[out.size()];
      int[] strides = in.strides();
      int[] outStrides = out.strides();
      for (int i = 0; i < sources.length; i++) {
        for (int axis = 0; axis < strides.length && sources[i] >= 0; axis++) {
          int at = i / outStrides[axis] % out.dim(axis) - (int) before.get(axis).number();
          int from = inside(at, in.dim(axis));
          sources[i] = from < 0 ? -1 : sources[i] + from * strides[axis];
        }
      }
      return sources;
    }

    private int inside(int at, int extent) {
      if (at >= 0 && at < extent) {
        return at;
      }
      return switch (border) {
        case CONSTANT -> -1;
        case EDGE -> at < 0 ? 0 : extent - 1;
        case WRAP -> Math.floorMod(at, extent);
        case REFLECT -> at < 0 ? -at : 2 * (extent - 1) - at;
      };
    }
  }

  /**
   * Slices of the first input, one for each index of the second: the index's dimensions stand in
   * place of the axis. A negative index counts from the end.
   */
  record Gather(int axis) implements GeneralOps.General {
    @Override
    public OpKind kind() {
      return GeneralOps.GeneralKind.GATHER;
    }

    @Override
    public Attributes attributes() {
      return Attributes.integers(axis);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape data = inputs.get(0);
      Shape indices = inputs.get(1);
      Lines.check("Gather", data, axis);
      Dim[] dims = new Dim[data.rank() - 1 + indices.rank()];
      for (int i = 0; i < dims.length; i++) {
        if (i < axis) {
          dims[i] = data.extent(i);
        } else if (i < axis + indices.rank()) {
          dims[i] = indices.extent(i - axis);
        } else {
          dims[i] = data.extent(i - indices.rank() + 1);
        }
      }
      return Shape.of(dims);
    }

    @Override
    public ElementType outputType(List<ElementType> inputs) {
      if (!inputs.get(1).isWhole()) {
        throw new IllegalArgumentException("Gather: indices of type " + inputs.get(1));
      }
      return inputs.get(0);
    }

    @Override
    public Op alone(List<Shape> shapes, boolean[] batched) {
      if (batched[0] && batched[1]) {
        return null;
      }
      if (batched[1]) {
        return axis == 0 ? this : null;
      }
      return axis == 0 ? null : new Gather(axis - 1);
    }

    @Override
    public GeneralOps.Program program(List<Shape> shapes, Shape out) {
      Shape data = shapes.get(0);
      int inner = data.strides()[axis];
      int extent = data.dim(axis);
      int outer = data.size() / inner / extent;
      int count = shapes.get(1).size();
      return (inputs, y) -> {
        for (int o = 0; o < outer; o++) {
          for (int i = 0; i < count; i++) {
            int index = index(inputs[1][i], extent);
            System.arraycopy(
                inputs[0], (o * extent + index) * inner, y, (o * count + i) * inner, inner);
          }
        }
      };
    }

    private static int index(float stated, int extent) {
      int index = (int) stated;
      if (index < -extent || index >= extent) {
        throw new IllegalArgumentException(
            "Gather: index " + index + ", expected " + -extent + " to " + (extent - 1));
      }
      return index < 0 ? index + extent : index;
    }
  }
}
