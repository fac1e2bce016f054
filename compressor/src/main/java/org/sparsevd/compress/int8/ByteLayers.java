package org.sparsevd.compress.int8;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/** Which layers of a model are in 8 bits, whoever put them there. */
public final class ByteLayers {
  private ByteLayers() {}

  /** Names of the layers that read levels and whose weights are whole numbers of 8 bits. */
  public static Set<String> of(Model model) {
    Set<String> levels = new HashSet<>();
    Set<String> layers = new LinkedHashSet<>();
    for (Node node : model.nodes()) {
      Op op = node.op();
      boolean kept = Routes.moves(op) || op instanceof Op.Concat || op instanceof Op.Relu;
      if (op instanceof Op.Quantize || kept && levels.containsAll(node.inputs())) {
        levels.add(node.name());
      } else if (op instanceof Op.Weighted layer
          && levels.contains(node.inputs().get(0))
          && isWhole(layer)) {
        layers.add(node.name());
      }
    }
    return layers;
  }

  /** Whether a layer's weights are whole numbers of 8 bits, and nothing is added to its sums. */
  public static boolean isWhole(Op.Weighted layer) {
    for (float bias : layer.bias()) {
      if (bias != 0) {
        return false;
      }
    }
    for (float value : layer.weight().toArray()) {
      if (!(Math.abs(value) <= WholeLayer.LARGEST) || value != Math.rint(value)) {
        return false;
      }
    }
    return true;
  }
}
