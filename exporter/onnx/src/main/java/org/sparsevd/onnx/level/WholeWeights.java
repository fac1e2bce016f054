package org.sparsevd.onnx.level;

import org.sparsevd.model.Op;
import org.sparsevd.tensor.Tensor;

/** Which layers are in 8 bits. */
final class WholeWeights {
  /** The largest magnitude of a weight. */
  private static final int LARGEST = 127;

  private WholeWeights() {}

  /** Whether a layer's weights are whole numbers of 8 bits, and nothing is added to its sums. */
  static boolean are(Op.Weighted layer) {
    for (float bias : layer.bias()) {
      if (bias != 0) {
        return false;
      }
    }
    Tensor weight = layer.weight();
    for (float value : weight.toArray()) {
      if (!(Math.abs(value) <= LARGEST) || value != Math.rint(value)) {
        return false;
      }
    }
    return true;
  }
}
