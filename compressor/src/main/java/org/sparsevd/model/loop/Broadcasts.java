package org.sparsevd.model.loop;

import java.util.List;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;

/**
 * Values of different shapes side by side: shapes are aligned at their last dimension, and what has
 * one element along a dimension, or lacks it, is repeated along it.
 */
public final class Broadcasts {
  private Broadcasts() {}

  /**
   * The shape to which all of these are repeated.
   *
   * @throws IllegalArgumentException if there is none, or symbols leave it open
   */
  public static Shape shape(String op, List<Shape> shapes) {
    int rank = 0;
    for (Shape shape : shapes) {
      rank = Math.max(rank, shape.rank());
    }
    Dim[] dims = new Dim[rank];
    for (int axis = 0; axis < rank; axis++) {
      Dim common = Dim.of(1);
      for (Shape shape : shapes) {
        int own = axis - (rank - shape.rank());
        if (own >= 0 && !shape.is(own, 1)) {
          Dim dim = shape.extent(own);
          common = common.equals(Dim.of(1)) ? dim : common.agreed(dim);
          if (common == null) {
            throw new IllegalArgumentException(op + " does not take shapes " + shapes);
          }
        }
      }
      dims[axis] = common;
    }
    return Shape.of(dims);
  }

  /**
   * Whether the first dimension of some inputs is that of the result, so that the others, which
   * have fewer dimensions, are the same for each of its elements.
   */
  public static boolean standsFirst(List<Shape> shapes, boolean[] batched) {
    int rank = 0;
    for (Shape shape : shapes) {
      rank = Math.max(rank, shape.rank());
    }
    for (int i = 0; i < batched.length; i++) {
      if (shapes.get(i).rank() == rank != batched[i]) {
        return false;
      }
    }
    return true;
  }

  /** For each element of the output the one of the input; null where it is the same. */
  public static int[] sources(Shape in, Shape out) {
    if (in.size() == out.size()) {
      return null;
    }
    int[] steps = new int[out.rank()];
    int[] strides = in.strides();
    for (int axis = 0; axis < in.rank(); axis++) {
      steps[axis + out.rank() - in.rank()] = in.dim(axis) == 1 ? 0 : strides[axis];
    }
    return places(out.toArray(), steps, 0);
  }

  /**
   * The places of a grid in row-major order.
   *
   * @param dims of the grid
   * @param steps by which a place moves along each
   * @param start the first place
   */
  public static int[] places(int[] dims, int[] steps, int start) {
    int size = 1;
    for (int dim : dims) {
      size *= dim;
    }
    int[] places = new int[size];
    int[] index = new int[dims.length];
    int place = start;
    for (int i = 0; i < size; i++) {
      places[i] = place;
      int axis = dims.length - 1;
      while (axis >= 0) {
        place += steps[axis];
        if (++index[axis] < dims[axis]) {
          break;
        }
        place -= steps[axis] * dims[axis];
        index[axis--] = 0;
      }
    }
    return places;
  }
}
