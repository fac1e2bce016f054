package org.sparsevd.onnx.read;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.HashMap;
import java.util.Map;

/** The ONNX operators that can be read. */
public final class Operators {
  private Operators() {}

  static Map<String, OperatorReader> all() {
    Map<String, OperatorReader> all = new HashMap<>();
    LayerOperators.register(all);
    PoolOperators.register(all);
    ArithmeticOperators.register(all);
    ActivationOperators.register(all);
    ImageOperators.register(all);
    ShapeOperators.register(all);
    PartOperators.register(all);
    ByteOperators.register(all);
    return all;
  }

  /** How many nodes of a graph are of operators that are known, whatever becomes of them. */
  static long known(GraphProto graph) {
    Map<String, OperatorReader> known = ConstantOperators.all();
    known.putAll(all());
    return graph.getNodeList().stream()
        .filter(node -> OnnxImporter.isStandard(node.getDomain()))
        .filter(node -> known.containsKey(node.getOpType()))
        .count();
  }

  /**
   * What can be said of a node without knowing its inputs.
   *
   * @return what reads it, or null if it was refused
   */
  static OperatorReader check(
      NodeProto node, Map<String, OperatorReader> operators, Problems problems) {
    OperatorReader operator =
        OnnxImporter.isStandard(node.getDomain()) ? operators.get(node.getOpType()) : null;
    if (operator == null) {
      problems.add(node, "the operator is not supported");
      return null;
    }
    boolean refused = false;
    for (AttributeProto attribute : node.getAttributeList()) {
      String refusal = operator.refusal(attribute);
      if (refusal != null) {
        problems.add(node, refusal);
        refused = true;
      }
    }
    return refused ? null : operator;
  }
}
