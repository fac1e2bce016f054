package org.sparsevd.format;

import java.util.Optional;
import org.sparsevd.codec.QuantizedTensor;
import org.sparsevd.sparse.Storage;
import org.sparsevd.sparse.TensorCodec;
import org.sparsevd.tensor.Step;
import org.sparsevd.tensor.Tensor;

/**
 * Which storage a writer gives to a tensor.
 *
 * @param forced for all tensors, or null for the one that takes the fewest bytes
 * @param longestVector elements up to which a vector's multiples of a step are coded instead; no
 *     tensor is coded if that is 0
 */
record StorageChoice(Storage forced, int longestVector) {
  /** Coded where that is possible, else in the fewest bytes. */
  static final StorageChoice SMALLEST = new StorageChoice(null, Integer.MAX_VALUE);

  /** The same, but for vectors as long as an image. */
  static final StorageChoice SHORT_VECTORS = new StorageChoice(null, 1 << 14);

  /** Nothing is coded. */
  static StorageChoice plain(Storage forced) {
    return new StorageChoice(forced, 0);
  }

  Storage of(Tensor tensor) {
    return forced == null ? TensorCodec.smallest(tensor) : forced;
  }

  /** What to code, if this tensor is to be coded; its step may be known. */
  Optional<QuantizedTensor> coded(Tensor tensor, Optional<Step> step) {
    boolean fits = tensor.rows() == 1 ? tensor.columns() <= longestVector : longestVector > 0;
    return fits ? QuantizedTensor.exact(tensor, step) : Optional.empty();
  }
}
