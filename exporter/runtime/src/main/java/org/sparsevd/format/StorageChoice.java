package org.sparsevd.format;

import java.util.List;
import java.util.Optional;
import org.sparsevd.codec.QuantizedTensor;
import org.sparsevd.codec.TabledTensor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
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
 * @param fewestTabled symbols that are not zero, in the large tensors of a file together, from
 *     which on these are tabled: quicker to read, and about as small
 */
record StorageChoice(Storage forced, int longestVector, long fewestTabled) {
  /** Below, files are read soon enough without tables. */
  private static final long MANY = 1 << 20;

  private static final long NEVER = Long.MAX_VALUE;

  /** Tabled or coded where that is possible, else in the fewest bytes. */
  static final StorageChoice SMALLEST = new StorageChoice(null, Integer.MAX_VALUE, MANY);

  private static final StorageChoice CODED = new StorageChoice(null, Integer.MAX_VALUE, NEVER);

  /** Vectors as long as an image are not coded. */
  private static final StorageChoice SHORT_VECTORS = new StorageChoice(null, 1 << 14, MANY);

  /** Those of small files, in the order in which they are tried. */
  static final List<StorageChoice> SMALL = List.of(SMALLEST, SHORT_VECTORS, CODED);

  /** Nothing is coded. */
  static StorageChoice plain(Storage forced) {
    return new StorageChoice(forced, 0, NEVER);
  }

  /** Whether the large tensors of a model are tabled. */
  boolean tables(Model model) {
    if (fewestTabled == NEVER) {
      return false;
    }
    long symbols = 0;
    for (Node node : model.nodes()) {
      List<Tensor> tensors = node.op().tensors();
      for (int i = 0; i < tensors.size(); i++) {
        Tensor matrix = StatedTensors.matrix(node.op().kind(), tensors.get(i));
        boolean large = TabledTensor.isLarge(matrix);
        symbols += large && coded(matrix, node.step(i)).isPresent() ? matrix.nonZeros() : 0;
      }
    }
    return symbols >= fewestTabled;
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
