package org.sparsevd.onnx.lower;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.HashMap;
import java.util.Map;

/** The ONNX operators that can be read, by name. */
final class Rules {
  /** In front of the names of operators of classical models. */
  static final String ML = "ai.onnx.ml.";

  private Rules() {}

  /** Under which a node's operator is listed: its domain stands in front, but for the usual one. */
  static String name(NodeProto node) {
    String domain = node.getDomain();
    return domain.isEmpty() || domain.equals("ai.onnx")
        ? node.getOpType()
        : domain + "." + node.getOpType();
  }

  static Map<String, Rule> all() {
    Map<String, Rule> all = new HashMap<>();
    ElementRules.register(all);
    ShapeRules.register(all);
    PartRules.register(all);
    ReductionRules.register(all);
    LayerRules.register(all);
    RecurrentRules.register(all);
    FlowRules.register(all);
    TransposedRules.register(all);
    ResizeRules.register(all);
    NormRules.register(all);
    AttentionRules.register(all);
    EinsumRules.register(all);
    IndexRules.register(all);
    SelectionRules.register(all);
    return all;
  }
}
