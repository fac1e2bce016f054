package org.sparsevd.onnx.lower.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.onnx.OnnxException;

/** What a model cannot hold, as lines of one message. */
public final class Problems {
  private static final int SHOWN = 20;

  /**
   * Why a node was refused.
   *
   * @param operator with its domain, unless that is the standard one
   */
  public record Problem(String operator, String node, String reason) {
    /** Of this node. */
    public static Problem of(NodeProto node, String reason) {
      String name =
          node.getName().isEmpty() && node.getOutputCount() > 0
              ? node.getOutput(0)
              : node.getName();
      String domain = node.getDomain().isEmpty() ? "" : node.getDomain() + ".";
      return new Problem(domain + node.getOpType(), name, reason);
    }
  }

  private Problems() {}

  /**
   * A line for each operator and reason, with the first node that it is true of.
   *
   * @param unread what is not made because of them
   */
  public static void throwIfAny(List<Problem> problems, Set<String> unread) throws OnnxException {
    if (problems.isEmpty()) {
      return;
    }
    Map<List<String>, List<Problem>> alike = new LinkedHashMap<>();
    for (Problem problem : problems) {
      alike
          .computeIfAbsent(List.of(problem.operator, problem.reason), key -> new ArrayList<>())
          .add(problem);
    }
    List<String> lines = alike.values().stream().limit(SHOWN).map(Problems::line).toList();
    int more = alike.size() - lines.size();
    throw OnnxException.ofNodes(
        unread,
        lines.size() == 1
            ? lines.get(0)
            : problems.size()
                + " problems\n  "
                + String.join("\n  ", lines)
                + (more > 0 ? "\n  and " + more + " more" : ""));
  }

  private static String line(List<Problem> alike) {
    Problem first = alike.get(0);
    String others = alike.size() > 1 ? " and " + (alike.size() - 1) + " more" : "";
    return "node '" + first.node + "'" + others + " (" + first.operator + "): " + first.reason;
  }
}
