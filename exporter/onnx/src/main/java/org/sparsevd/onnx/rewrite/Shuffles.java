package org.sparsevd.onnx.rewrite;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;

/** Channel shuffle written out: an axis cut in two, these exchanged, and joined again. */
final class Shuffles {
  private final Formulas formulas;

  Shuffles(Formulas formulas) {
    this.formulas = formulas;
  }

  /** The node as one operator; null where it is none. */
  Node match(Node node) {
    Node move = node.op() instanceof Op.Reshape ? formulas.node(node.inputs().get(0)) : null;
    Node cut =
        move != null && move.op() instanceof Op.MoveAxes
            ? formulas.node(move.inputs().get(0))
            : null;
    if (cut == null || !(cut.op() instanceof Op.Reshape)) {
      return null;
    }
    String value = cut.inputs().get(0);
    Shape in = formulas.shape(value);
    int axis = exchanged(((Op.MoveAxes) move.op()).order());
    boolean same = in.equals(formulas.shape(node.name()));
    if (axis < 0 || !same || !isCut(in, formulas.shape(cut.name()), axis)) {
      return null;
    }
    int groups = formulas.shape(cut.name()).dim(axis);
    return new Node(node.name(), new Op.Shuffle(axis, groups), List.of(value));
  }

  /** The first of two neighbours that alone are exchanged; -1 where that is not so. */
  private static int exchanged(List<Integer> order) {
    int axis = 0;
    while (axis < order.size() - 1 && order.get(axis) == axis) {
      axis++;
    }
    List<Integer> wanted = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      wanted.add(i == axis ? i + 1 : i == axis + 1 ? i - 1 : i);
    }
    return axis < order.size() - 1 && order.equals(wanted) ? axis : -1;
  }

  /** Whether one axis of a shape is two of another. */
  private static boolean isCut(Shape whole, Shape cut, int axis) {
    List<Dim> dims = new ArrayList<>(List.of(cut.extents()));
    boolean fits =
        cut.rank() == whole.rank() + 1
            && axis < whole.rank()
            && dims.get(axis).isNumber()
            && whole.extent(axis).isNumber();
    if (!fits) {
      return false;
    }
    dims.set(axis, dims.get(axis).times(dims.remove(axis + 1)));
    return dims.equals(List.of(whole.extents()));
  }
}
