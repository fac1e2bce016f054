package org.sparsevd.model.loop;

import java.util.List;
import org.sparsevd.tensor.Shape;

/**
 * Rows into which a result falls whose operands are broadcast: along a row an operand goes along,
 * element by element, or stays where it is. Rows are as long as the shapes allow.
 *
 * @param length elements of a row
 * @param starts for each operand, and each row, where it begins
 * @param steps 1 for each operand that goes along, 0 for others
 */
public record Rows(int length, int[][] starts, int[] steps) {

  /** The rows of operands of these shapes, which are bound to numbers. */
  public static Rows of(List<Shape> operands, Shape out) {
    int[][] dims = new int[operands.size()][];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = aligned(operands.get(i), out.rank());
    }
    int[] steps = new int[dims.length];
    boolean[] known = new boolean[dims.length];
    int length = 1;
    int outer = out.rank();
    while (outer > 0 && take(dims, out.dim(outer - 1), outer - 1, steps, known)) {
      length *= out.dim(--outer);
    }
    int[][] starts = new int[dims.length][];
    for (int i = 0; i < dims.length; i++) {
      starts[i] = starts(dims[i], out, outer);
    }
    return new Rows(length, starts, steps);
  }

  private static int[] aligned(Shape shape, int rank) {
    int[] dims = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      int own = axis - (rank - shape.rank());
      dims[axis] = own < 0 ? 1 : shape.dim(own);
    }
    return dims;
  }

  /** Whether all operands go on along this axis as they do along the later ones. */
  private static boolean take(int[][] dims, int extent, int axis, int[] steps, boolean[] known) {
    for (int i = 0; extent > 1 && i < dims.length; i++) {
      if (known[i] && steps[i] != (dims[i][axis] == 1 ? 0 : 1)) {
        return false;
      }
    }
    for (int i = 0; extent > 1 && i < dims.length; i++) {
      steps[i] = dims[i][axis] == 1 ? 0 : 1;
      known[i] = true;
    }
    return true;
  }

  private static int[] starts(int[] dims, Shape out, int outer) {
    int stride = 1;
    for (int axis = outer; axis < dims.length; axis++) {
      stride *= dims[axis];
    }
    int[] strides = new int[outer];
    int count = 1;
    for (int axis = outer - 1; axis >= 0; axis--) {
      strides[axis] = dims[axis] == 1 ? 0 : stride;
      stride *= dims[axis];
      count *= out.dim(axis);
    }
    int[] starts = new int[count];
    for (int row = 0; row < count; row++) {
      int rest = row;
      for (int axis = outer - 1; axis >= 0; axis--) {
        starts[row] += rest % out.dim(axis) * strides[axis];
        rest /= out.dim(axis);
      }
    }
    return starts;
  }

  public int count() {
    return starts[0].length;
  }
}
