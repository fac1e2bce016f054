package org.sparsevd.onnx.read;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sparsevd.onnx.OnnxException;

/** Everything that keeps a graph from becoming a model, so that it can be said at once. */
final class Problems {
  /** Beyond this many, a count says enough. */
  private static final int LISTED = 200;

  private final List<String> lines = new ArrayList<>();
  private final Set<String> nodes = new HashSet<>();
  private int count;

  void add(NodeProto node, String message) {
    count++;
    nodes.addAll(node.getOutputList());
    if (lines.size() < LISTED) {
      lines.add(describe(node) + ": " + message);
    }
  }

  static String describe(NodeProto node) {
    String name = node.getName();
    if (name.isEmpty() && node.getOutputCount() > 0) {
      name = node.getOutput(0);
    }
    String domain = OnnxImporter.isStandard(node.getDomain()) ? "" : node.getDomain() + ".";
    return "node '" + name + "' (" + domain + node.getOpType() + ")";
  }

  void throwIfAny() throws OnnxException {
    if (count == 0) {
      return;
    }
    if (count == 1) {
      throw OnnxException.ofNodes(nodes, lines.get(0));
    }
    String more = count > lines.size() ? "\n  and " + (count - lines.size()) + " more" : "";
    throw OnnxException.ofNodes(nodes, count + " problems\n  " + String.join("\n  ", lines) + more);
  }
}
