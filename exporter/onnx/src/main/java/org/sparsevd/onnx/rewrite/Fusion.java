package org.sparsevd.onnx.rewrite;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/**
 * Puts together what ONNX says in two nodes and a model in one: {@code MatMul, Add} is a dense
 * layer with bias, {@code Mul, Add} one affine operator. Only where the first part adds nothing yet
 * and nobody else reads it, so that nothing changes but a rounding in between.
 */
public final class Fusion {
  private Fusion() {}

  public static Model apply(Model model) {
    Map<String, Integer> readers = model.readers();
    Map<String, Node> nodes = new LinkedHashMap<>();
    for (Node node : model.nodes()) {
      Node before = node.inputs().isEmpty() ? null : nodes.get(node.inputs().get(0));
      Op merged = null;
      if (before != null
          && readers.get(before.name()) == 1
          && node.op() instanceof Op.Affine affine
          && isAll(affine.scale(), 1)) {
        merged = shifted(before.op(), affine.shift());
      }
      if (merged != null) {
        nodes.remove(before.name());
        nodes.put(node.name(), new Node(node.name(), merged, before.inputs()));
      } else {
        nodes.put(node.name(), node);
      }
    }
    return model.withNodes(List.copyOf(nodes.values()), model.output());
  }

  /** The operator with this added to its result; null where it cannot be. */
  private static Op shifted(Op op, float[] shift) {
    if (op instanceof Op.Weighted weighted
        && shift.length == weighted.bias().length
        && isAll(weighted.bias(), 0)) {
      return weighted.with(weighted.weight(), shift);
    }
    if (op instanceof Op.Affine affine && isAll(affine.shift(), 0)) {
      int count = Math.max(affine.scale().length, shift.length);
      return new Op.Affine(spread(affine.scale(), count), spread(shift, count));
    }
    return null;
  }

  /** One value per channel repeated for each element of the channel. */
  private static float[] spread(float[] values, int count) {
    float[] result = new float[count];
    for (int i = 0; i < count; i++) {
      result[i] = values[i / (count / values.length)];
    }
    return result;
  }

  private static boolean isAll(float[] values, float expected) {
    for (float value : values) {
      if (value != expected) {
        return false;
      }
    }
    return true;
  }
}
