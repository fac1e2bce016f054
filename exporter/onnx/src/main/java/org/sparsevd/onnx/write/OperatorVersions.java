package org.sparsevd.onnx.write;

import java.util.Map;
import org.sparsevd.onnx.OnnxSettings;

/** Which operator set an operator needs, and which IR version belongs to an operator set. */
final class OperatorVersions {
  /** Operators as we write them, where the oldest operator set that we write lacks them. */
  private static final Map<String, Integer> SINCE =
      Map.of("HardSwish", 14, "LayerNormalization", 17, "Mish", 18, "Gelu", 20);

  private OperatorVersions() {}

  static int since(String opType) {
    return SINCE.getOrDefault(opType, OnnxSettings.OLDEST_OPSET);
  }

  /** The IR version of the ONNX release that brought the operator set, 10 at most. */
  static int irVersion(int opset) {
    if (opset < 15) {
      return 7;
    }
    if (opset < 19) {
      return 8;
    }
    return opset < 21 ? 9 : 10;
  }
}
