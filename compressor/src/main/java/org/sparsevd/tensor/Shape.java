package org.sparsevd.tensor;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The extents of a value or weight, outermost first, such as {@code [20, 24, 24]}; none for a
 * single number. Those of a value may depend on symbols, such as {@code [sequence, 384]}, until it
 * is bound to numbers. Values of a batched model leave the batch dimension out.
 */
public final class Shape {
  private static final int OPEN = -1;

  private final int[] dims;
  private final int size;

  /** Where an extent depends on symbols; null where none does. */
  private final Dim[] open;

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
    this.open = null;
  }

  private Shape(Dim[] open) {
    this.dims = new int[open.length];
    this.size = OPEN;
    this.open = open;
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = open[axis].isNumber() ? fixed(open[axis]) : OPEN;
    }
  }

  /**
   * A shape of these extents.
   *
   * @throws IllegalArgumentException if one is below 1 or the product exceeds 2^31-1
   */
  public static Shape of(int... dims) {
    return new Shape(dims.clone());
  }

  /**
   * A shape of extents that may depend on symbols.
   *
   * @throws IllegalArgumentException if one is a number below 1 or beyond 2^31-1, or all are
   *     numbers and their product exceeds 2^31-1
   */
  public static Shape of(Dim... dims) {
    // A loop: shapes are made while a small model loads, for which the first stream is too slow.
    int[] numbers = new int[dims.length];
    for (int axis = 0; axis < dims.length; axis++) {
      if (!dims[axis].isNumber()) {
        return new Shape(dims.clone());
      }
      numbers[axis] = fixed(dims[axis]);
    }
    return new Shape(numbers);
  }

  private static int fixed(Dim dim) {
    if (dim.number() < 1 || dim.number() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a dimension of " + dim + ", expected 1 to 2^31-1");
    }
    return (int) dim.number();
  }

  public int rank() {
    return dims.length;
  }

  /**
   * An extent that is a number.
   *
   * @throws IllegalArgumentException if it depends on symbols
   */
  public int dim(int axis) {
    if (dims[axis] == OPEN) {
      throw new IllegalArgumentException("dimension '" + open[axis] + "' is not bound to a number");
    }
    return dims[axis];
  }

  /** An extent, which may depend on symbols. */
  public Dim extent(int axis) {
    return open != null ? open[axis] : Dim.of(dims[axis]);
  }

  /** All extents. */
  public Dim[] extents() {
    Dim[] extents = new Dim[dims.length];
    for (int axis = 0; axis < dims.length; axis++) {
      extents[axis] = extent(axis);
    }
    return extents;
  }

  /** Whether an extent is this number. */
  public boolean is(int axis, int number) {
    return dims[axis] == number;
  }

  /** Whether all extents are numbers. */
  public boolean isFixed() {
    return open == null;
  }

  /** The symbols on which extents depend, sorted. */
  public Set<String> symbols() {
    Set<String> symbols = new TreeSet<>();
    for (int axis = 0; open != null && axis < open.length; axis++) {
      symbols.addAll(open[axis].symbols());
    }
    return symbols;
  }

  /**
   * With numbers in place of the symbols that are given.
   *
   * @throws IllegalArgumentException if an extent is no extent for these numbers
   */
  public Shape bind(Map<String, Integer> numbers) {
    if (open == null) {
      return this;
    }
    Dim[] bound = new Dim[open.length];
    Arrays.setAll(bound, axis -> open[axis].bind(numbers));
    return of(bound);
  }

  /**
   * Number of elements.
   *
   * @throws IllegalArgumentException if it depends on symbols
   */
  public int size() {
    if (size == OPEN) {
      throw new IllegalArgumentException("shape " + this + " is not bound to numbers");
    }
    return size;
  }

  /** Number of elements, which may depend on symbols. */
  public Dim elements() {
    Dim product = Dim.of(1);
    for (int axis = 0; axis < dims.length; axis++) {
      product = product.times(extent(axis));
    }
    return product;
  }

  /** All elements in one dimension. */
  public Shape flat() {
    return open == null ? of(size) : of(elements());
  }

  /** How many elements, row-major, lie between neighbours along each axis. */
  public int[] strides() {
    int[] strides = new int[dims.length];
    int stride = 1;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= dim(axis);
    }
    return strides;
  }

  /** The innermost extents, this many of them. */
  public Shape last(int count) {
    return of(Arrays.copyOfRange(extents(), dims.length - count, dims.length));
  }

  /**
   * The same shape with another extent along one axis.
   *
   * @throws IllegalArgumentException if it is below 1 or the product exceeds 2^31-1
   */
  public Shape with(int axis, int extent) {
    if (open == null) {
      int[] other = dims.clone();
      other[axis] = extent;
      return new Shape(other);
    }
    Dim[] other = open.clone();
    other[axis] = Dim.of(extent);
    return of(other);
  }

  /** All lines of the last dimension as rows of a matrix; a single row where there is no other. */
  public Shape matrix() {
    int columns = dims.length == 0 ? 1 : dim(dims.length - 1);
    return new Shape(new int[] {size() / columns, columns});
  }

  /** All extents as numbers. */
  public int[] toArray() {
    if (open == null) {
      return dims.clone();
    }
    int[] all = new int[dims.length];
    for (int axis = 0; axis < dims.length; axis++) {
      all[axis] = dim(axis);
    }
    return all;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape that
        && Arrays.equals(dims, that.dims)
        && Arrays.equals(open, that.open);
  }

  @Override
  public int hashCode() {
    return open == null ? Arrays.hashCode(dims) : Arrays.hashCode(open);
  }

  /** {@code [20, 24, 24]}, {@code [sequence, 384]}. */
  @Override
  public String toString() {
    return open == null ? Arrays.toString(dims) : Arrays.toString(open);
  }
}
