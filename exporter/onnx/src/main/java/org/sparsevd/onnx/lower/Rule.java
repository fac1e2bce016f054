package org.sparsevd.onnx.lower;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.term.Term;

/** How nodes of one ONNX operator become part of a model. */
@FunctionalInterface
interface Rule {
  /** In front of the names of operators of classical models. */
  String ML = "ai.onnx.ml.";

  /**
   * The values of the node's outputs, as many as the rule knows.
   *
   * @throws OnnxException if a model cannot hold the node
   * @throws IllegalArgumentException if an operator of the model refuses its shapes or types
   */
  List<Term> read(Call call) throws OnnxException;

  /** A rule of one output. */
  @FunctionalInterface
  interface Single {
    Term read(Call call) throws OnnxException;
  }

  /** Under which a node's operator is listed: its domain stands in front, but for the usual one. */
  static String name(NodeProto node) {
    String domain = node.getDomain();
    return domain.isEmpty() || domain.equals("ai.onnx")
        ? node.getOpType()
        : domain + "." + node.getOpType();
  }

  /** Those of all ONNX operators that can be read, by name. */
  static Map<String, Rule> all() {
    Map<String, Rule> all = new HashMap<>();
    ByteRules.register(all);
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
    IntegerRules.register(all);
    BlockRules.register(all);
    LevelMoves.register(all);
    return all;
  }

  static Rule single(Single rule) {
    return call -> List.of(rule.read(call));
  }
}
