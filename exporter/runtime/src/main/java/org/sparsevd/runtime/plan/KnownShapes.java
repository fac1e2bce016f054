package org.sparsevd.runtime.plan;

import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.OpKind;
import org.sparsevd.tensor.Shape;

/**
 * Whether kernels know the shapes of a model as they are. A class of its own: those that put layers
 * into other shapes are loaded for models that need them.
 */
public final class KnownShapes {
  private KnownShapes() {}

  /**
   * Whether every layer reads one image or one vector.
   *
   * @param model bound to numbers
   */
  public static boolean suffice(Model model) {
    for (Node node : model.nodes()) {
      if (isHigh(node, model)) {
        return false;
      }
    }
    return true;
  }

  /** Asks for ranks first: classes of operators that do not occur are not loaded. */
  private static boolean isHigh(Node node, Model model) {
    int rank = node.inputs().isEmpty() ? 1 : model.shape(node.inputs().get(0)).rank();
    if (rank == 1) {
      return false;
    }
    OpKind kind = node.op().kind();
    boolean dense = kind == Op.WeightedKind.DENSE;
    return rank == LayerPlanner.IMAGE
        ? dense
        : dense || kind == Op.WeightedKind.CONV_2D || node.op() instanceof Op.Pooling;
  }

  /** The shape of one of some images. */
  static Shape lastThree(Shape shape) {
    int rank = shape.rank();
    return rank == 3
        ? shape
        : Shape.of(shape.dim(rank - 3), shape.dim(rank - 2), shape.dim(rank - 1));
  }
}
