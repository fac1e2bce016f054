package org.sparsevd.format;

import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.OpKind;

/** Which version of the format a model needs. */
final class FileVersion {
  /** Sections side by side. */
  static final int SECTIONS = 1;

  /** A terse graph and a coded stream. */
  static final int COMPACT = 2;

  /** More operators. */
  static final int EXTENDED = 3;

  /** More operators again, deviations of weights, general headers; the newest there is. */
  static final int NEWEST = 4;

  /** The lowest that holds deviations of weights. */
  static final int WITH_DEVIATIONS = 4;

  /** The last operator of each version, by version; those of the newest are not counted yet. */
  private static final int[] LAST_OPERATORS = {0, 12, 12, 25, Integer.MAX_VALUE};

  private FileVersion() {}

  /** Whether files of this version may hold the operator. */
  static boolean has(int version, OpKind kind) {
    return kind.number() <= LAST_OPERATORS[version];
  }

  /** The lowest version of files that may hold the model's operators. */
  static int of(Model model) {
    if (GeneralHeader.isNeeded(model)) {
      return NEWEST;
    }
    int version = SECTIONS;
    for (Node node : model.nodes()) {
      boolean overImage =
          model.shape(node.name()).rank() > 1 && node.op().kind() == Op.SoftmaxKind.SOFTMAX;
      while (!has(version, node.op().kind()) || overImage && version < EXTENDED) {
        version++;
      }
    }
    return version;
  }
}
