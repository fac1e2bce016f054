package org.sparsevd.onnx.lower;

import ai.onnx.proto.OnnxMl.GraphProto;
import java.util.List;
import java.util.Map;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.term.Term;
import org.sparsevd.tensor.Dim;

/** Nodes with graphs inside them. */
final class FlowRules {
  private FlowRules() {}

  static void register(Map<String, Rule> all) {
    all.put("If", FlowRules::branch);
    for (String name : List.of("Loop", "Scan")) {
      all.put(
          name,
          call -> {
            throw new OnnxException("graphs that run several times are not supported");
          });
    }
  }

  /** Where the condition is known, one branch stands there instead. */
  private static List<Term> branch(Call call) throws OnnxException {
    GraphProto then = call.subgraph("then_branch");
    GraphProto otherwise = call.subgraph("else_branch");
    if (then == null || otherwise == null) {
      throw new OnnxException("has not both branches");
    }
    if (!(call.input(0) instanceof Term.Wholes condition) || condition.values().length != 1) {
      throw new OnnxException(
          "its condition must be known when the file is read, found a value that is computed");
    }
    Dim value = condition.values()[0];
    if (!value.isNumber()) {
      throw new OnnxException(
          "its condition depends on extents that are free; --input-shape fixes them");
    }
    return call.graph().inline(call, value.number() != 0 ? then : otherwise);
  }
}
