package org.sparsevd.onnx.lower;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import org.sparsevd.onnx.OnnxException;

/** What a model cannot hold, as lines of one message. */
final class Problems {
  private static final int SHOWN = 20;

  private Problems() {}

  static String line(NodeProto node, String reason) {
    String name =
        node.getName().isEmpty() && node.getOutputCount() > 0 ? node.getOutput(0) : node.getName();
    String domain = node.getDomain().isEmpty() ? "" : node.getDomain() + ".";
    return domain + node.getOpType() + " '" + name + "': " + reason;
  }

  static void throwIfAny(List<String> problems) throws OnnxException {
    if (problems.isEmpty()) {
      return;
    }
    String shown = String.join("\n  ", problems.subList(0, Math.min(SHOWN, problems.size())));
    int more = problems.size() - SHOWN;
    throw new OnnxException(
        "cannot be read:\n  " + shown + (more > 0 ? "\n  and " + more + " more" : ""));
  }
}
