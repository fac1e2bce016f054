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

  /** The images that windows make, with this many channels. */
  static Shape output(Shape in, Dim channels, Window window) {
    int rank = in.rank();
    return with(
        in,
        channels,
        window.outputHeight(in.extent(rank - 2)),
        window.outputWidth(in.extent(rank - 1)));
  }

  /** Images of other extents, as many. */
  static Shape with(Shape in, Dim channels, Dim height, Dim width) {
    Dim[] dims = in.extents();
    dims[dims.length - 3] = channels;
    dims[dims.length - 2] = height;
    dims[dims.length - 1] = width;
    return Shape.of(dims);
  }
}
