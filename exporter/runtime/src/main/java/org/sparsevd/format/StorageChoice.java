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
 * @param coded whether multiples of a step are coded instead, where the version has that
 */
record StorageChoice(Storage forced, boolean coded) {
  /** Coded where that is possible, else in the fewest bytes. */
  static final StorageChoice SMALLEST = new StorageChoice(null, true);

  Storage of(Tensor tensor) {
    return forced == null ? TensorCodec.smallest(tensor) : forced;
  }

  /** What to code, if this tensor is to be coded; its step may be known. */
  Optional<QuantizedTensor> coded(Tensor tensor, Optional<Step> step) {
    return coded ? QuantizedTensor.exact(tensor, step) : Optional.empty();
  }
}
