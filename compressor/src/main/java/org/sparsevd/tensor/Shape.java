package org.sparsevd.tensor;

import java.util.Arrays;

/**
 * The extents of a value or weight, outermost first, such as {@code [20, 24, 24]}. Values leave the
 * batch dimension out.
 */
public final class Shape {
  private final int[] dims;
  private final int size;

  private Shape(int[] dims) {
    long product = 1;
    for (int dim : dims) {
      if (dim < 1) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(dims) + ": every dimension must be at least 1");
      }
      product *= dim;
      if (product > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(dims) + ": more than 2^31-1 elements");
      }
    }
    this.dims = dims;
    this.size = (int) product;
  }

  /**
   * A shape of these extents.
   *
   * @throws IllegalArgumentException if one is below 1 or the product exceeds 2^31-1
   */
  public static Shape of(int... dims) {
    return new Shape(dims.clone());
  }

  public int rank() {
    return dims.length;
  }

  public int dim(int axis) {
    return dims[axis];
  }

  /** Number of elements. */
  public int size() {
    return size;
  }

  /** How many elements, row-major, lie between neighbours along each axis. */
  public int[] strides() {
    int[] strides = new int[dims.length];
    int stride = 1;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= dims[axis];
    }
    return strides;
  }

  public int[] toArray() {
    return dims.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape that && Arrays.equals(dims, that.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** {@code [20, 24, 24]}. */
  @Override
  public String toString() {
    return Arrays.toString(dims);
  }
}
