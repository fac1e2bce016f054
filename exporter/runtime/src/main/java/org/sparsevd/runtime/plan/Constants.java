package org.sparsevd.runtime.plan;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.layout.Slots;

/**
 * The constants of a model. A plan has them in its slots from the start: none is copied in a call,
 * and all sessions share the arrays.
 */
final class Constants {
  /** Constants that kernels read, which may touch what lies behind them. */
  private final Set<String> touched = new HashSet<>();

  Constants(Model model, Aliases aliases) {
    for (Node node : model.nodes()) {
      if (!node.op().kind().isGeneral() || isProduct(node)) {
        for (String value : node.inputs()) {
          touched.add(aliases.resolve(value));
        }
      }
    }
  }

  private static boolean isProduct(Node node) {
    return MatrixPlanner.knows((Op.General) node.op());
  }

  static boolean isConstant(Node node) {
    // Asked first what costs nothing: the table of general operators is not loaded for small nets.
    return node.op().kind().isGeneral() && node.op().kind() == Op.GeneralKind.CONSTANT;
  }

  /** A slot that holds it. */
  int slot(Node node, Slots slots) {
    float[] values = ((Op.Constant) node.op()).values().values();
    boolean longer = touched.contains(node.name());
    return slots.fix(longer ? Arrays.copyOf(values, values.length + Slots.SLACK) : values);
  }
}
