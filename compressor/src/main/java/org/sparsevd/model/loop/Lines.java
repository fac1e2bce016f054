package org.sparsevd.model.loop;

import java.util.List;
import org.sparsevd.tensor.Shape;

/**
 * The elements of a value in lines: each line holds those that differ in some axes only.
 *
 * @param starts the first place of each line, in row-major order of the other axes
 * @param steps places of a line's elements from there, in row-major order of its axes
 */
public record Lines(int[] starts, int[] steps) {

  public static Lines over(Shape shape, List<Integer> axes) {
    int[] dims = shape.toArray();
    int[] others = dims.clone();
    int[] own = new int[dims.length];
    for (int axis = 0; axis < dims.length; axis++) {
      boolean inside = axes.contains(axis);
      others[axis] = inside ? 1 : dims[axis];
      own[axis] = inside ? dims[axis] : 1;
    }
    int[] strides = shape.strides();
    return new Lines(Broadcasts.places(others, strides, 0), Broadcasts.places(own, strides, 0));
  }

  public static void check(String op, Shape shape, int axis) {
    if (axis < 0 || axis >= shape.rank()) {
      throw new IllegalArgumentException(op + " over axis " + axis + " does not take " + shape);
    }
  }

  public int count() {
    return starts.length;
  }

  public int length() {
    return steps.length;
  }

  public int place(int line, int element) {
    return starts[line] + steps[element];
  }
}
