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

  /**
   * More operators again, deviations of weights, general headers, tabled tensors; the newest there
   * is.
   */
  static final int NEWEST = 4;

  /** The last operator of each version, by version; those of the newest are not counted yet. */
  private static final int[] LAST_OPERATORS = {0, 12, 12, 25, Integer.MAX_VALUE};

  private FileVersion() {}

  /** Whether files of this version may hold the operator. */
  static boolean has(int version, OpKind kind) {
    return kind.number() <= LAST_OPERATORS[version];
  }

  /** The lowest version of files that may hold the model's operators. */
  static int of(Model model) {
    if (isGeneral(model)) {
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

  /** Whether the model needs a {@link GeneralHeader}: no other file can hold it. */
  static boolean isGeneral(Model model) {
    if (!hasPlainEnds(model) || model.inputShape().rank() == 0 || !model.inputShape().isFixed()) {
      return true;
    }
    for (Node node : model.nodes()) {
      if (isOnlyGeneral(node.op().kind()) || hasMoreDimensions(model, node)) {
        return true;
      }
    }
    return false;
  }

  /** Whether callers need no names: one input, and one output that is called as its node. */
  static boolean hasPlainEnds(Model model) {
    return model.isPlain() && model.outputs().get(0).name().equals(model.output());
  }

  /** Whether files without a {@link GeneralHeader} do not have the operator. */
  static boolean isOnlyGeneral(OpKind kind) {
    return kind.isGeneral() || kind == Op.MovementKind.RESHAPE_OPEN;
  }

  /** Whether a node repeats over dimensions in front of those that other files know. */
  private static boolean hasMoreDimensions(Model model, Node node) {
    boolean dense = node.op() instanceof Op.Dense;
    boolean image = node.op() instanceof Op.Conv2d || node.op() instanceof Op.Pooling;
    return (dense || image) && model.shape(node.inputs().get(0)).rank() != (dense ? 1 : 3);
  }
}
