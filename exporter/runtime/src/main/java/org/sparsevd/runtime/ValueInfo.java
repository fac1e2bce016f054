package org.sparsevd.runtime;

import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * What a model says of a value that it is given or returns.
 *
 * @param name by which a call hands it over
 * @param shape its extents, which may depend on symbols; a {@linkplain SparseModel#isBatched
 *     batched} model leaves the batch out
 */
public record ValueInfo(String name, ElementType type, Shape shape) {

  /** {@code ids: INT64 [batch, sequence]}. */
  @Override
  public String toString() {
    return name + ": " + type + " " + shape;
  }
}
