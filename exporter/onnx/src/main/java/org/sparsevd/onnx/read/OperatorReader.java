package org.sparsevd.onnx.read;

import java.util.Set;
import org.sparsevd.onnx.OnnxException;

/**
 * How nodes of one ONNX operator become part of a model.
 *
 * @param attributes the attributes it understands, or may ignore; any other is refused
 */
record OperatorReader(Set<String> attributes, Conversion conversion) {

  /** Turns one node into a value. */
  interface Conversion {
    /**
     * The value of the node's first output.
     *
     * @throws OnnxException if a model cannot hold the node
     * @throws IllegalArgumentException if an operator of the model refuses its shapes
     */
    Value read(NodeView node) throws OnnxException;
  }

  static OperatorReader of(Conversion conversion, String... attributes) {
    return new OperatorReader(Set.of(attributes), conversion);
  }
}
