package org.sparsevd.model;

import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;

/**
 * Shapes of images, {@code [..., channels, height, width]}: what stands before is repeated over.
 */
final class Images {
  private Images() {}

  static Shape check(String op, Shape shape) {
    if (shape.rank() < 3) {
      throw new IllegalArgumentException(op + " takes [channels, height, width], found " + shape);
    }
    return shape;
  }

  /** The shape of one image. */
  static Shape last(Shape shape) {
    int rank = shape.rank();
    return rank == 3
        ? shape
        : Shape.of(shape.dim(rank - 3), shape.dim(rank - 2), shape.dim(rank - 1));
  }

  /**
   * The images that windows make, with as many channels. Numbers go by themselves: a small model is
   * loaded before the class of symbols would be.
   */
  static Shape output(Shape in, Window window) {
    int rank = in.rank();
    if (in.isFixed()) {
      int[] numbers = in.toArray();
      numbers[rank - 2] = window.outputHeight(numbers[rank - 2]);
      numbers[rank - 1] = window.outputWidth(numbers[rank - 1]);
      return Shape.of(numbers);
    }
    Dim[] dims = in.extents();
    dims[rank - 2] = window.outputHeight(dims[rank - 2]);
    dims[rank - 1] = window.outputWidth(dims[rank - 1]);
    return Shape.of(dims);
  }

  /** As many images of single pixels. */
  static Shape pixels(Shape in) {
    int rank = in.rank();
    return in.with(rank - 2, 1).with(rank - 1, 1);
  }
}
