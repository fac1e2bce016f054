package org.sparsevd.onnx.lower.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.onnx.OnnxException;

/** What a model cannot hold of a file's graph, as lines of one message. */
public final class Problems {
  private static final int SHOWN = 20;

  /**
   * Why a node was refused.
   *
   * @param operator with its domain, unless that is the standard one
   */
  private record Problem(String operator, String node, String reason) {
    static Problem of(NodeProto node, String reason) {
      String name =
          node.getName().isEmpty() && node.getOutputCount() > 0
              ? node.getOutput(0)
              : node.getName();
      String domain = node.getDomain().isEmpty() ? "" : node.getDomain() + ".";
      return new Problem(domain + node.getOpType(), name, reason);
    }
  }

  private final Map<NodeProto, List<Problem>> all = new IdentityHashMap<>();

  /** What nodes of the file's graph read, where that is less than what they name. */
  private final Map<NodeProto, Set<String>> reads = new IdentityHashMap<>();

  /**
   * Adds why a node was refused.
   *
   * @param outermost the node of the file's graph in which it stands; or itself
   */
  public void add(NodeProto outermost, NodeProto node, String reason) {
    all.computeIfAbsent(outermost, key -> new ArrayList<>()).add(Problem.of(node, reason));
  }

  /** Says that a node of the file's graph reads no more than this. */
  public void reads(NodeProto node, Set<String> names) {
    reads.put(node, names);
  }

  public void clear() {
    all.clear();
    reads.clear();
  }

  /**
   * Refuses a graph of which nodes were refused, unless only a branch reads them that is not taken.
   *
   * @param read nodes of the graph that were read
   */
  public void throwIfAny(GraphProto graph, List<NodeProto> read) throws OnnxException {
    Set<String> outputs = new HashSet<>();
    graph.getOutputList().forEach(output -> outputs.add(output.getName()));
    List<Problem> counting = new ArrayList<>();
    List<NodeProto> live =
        Liveness.live(read, outputs, node -> reads.getOrDefault(node, Liveness.reads(node)));
    for (NodeProto node : live) {
      counting.addAll(all.getOrDefault(node, List.of()));
    }
    throwIfAny(counting);
  }

  /** A line for each operator and reason, with the first node that it is true of. */
  private static void throwIfAny(List<Problem> problems) throws OnnxException {
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
    throw new OnnxException(
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
