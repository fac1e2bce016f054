package org.sparsevd.onnx.read;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.tensor.Shape;

/**
 * Values with their dimensions in another order. One that follows another becomes one with it, or
 * nothing, so that what a file moves to and fro stays where it is.
 */
final class Permutation {
  private Permutation() {}

  /**
   * The value with dimension {@code i} taken from {@code order.get(i)}, the batch not counted.
   *
   * @throws IllegalArgumentException if that is no order of its dimensions
   */
  static Value.Activation apply(NodeView node, Value.Activation value, List<Integer> order)
      throws OnnxException {
    Op.Transpose transpose = new Op.Transpose(order);
    Shape shape = transpose.outputShape(List.of(value.shape()));
    Node source = node.source(value);
    if (source != null && source.op() instanceof Op.Transpose before) {
      List<Integer> both = order.stream().map(before.order()::get).toList();
      return apply(node, node.activation(source.inputs().get(0)), both);
    }
    if (isSorted(order)) {
      return value;
    }
    if (movesNothing(order, value.shape())) {
      return node.emit(".moved", new Op.Reshape(shape), value);
    }
    return node.emit(".moved", transpose, value);
  }

  /** The value with this dimension (1: the first behind the batch) in front of the others. */
  static Value.Activation toFront(NodeView node, Value.Activation value, int axis)
      throws OnnxException {
    List<Integer> order = natural(value.shape().rank());
    order.add(0, order.remove(axis - 1));
    return apply(node, value, order);
  }

  /** The way back from {@link #toFront}. */
  static Value.Activation fromFront(NodeView node, Value.Activation value, int axis)
      throws OnnxException {
    List<Integer> order = natural(value.shape().rank());
    order.add(axis - 1, order.remove(0));
    return apply(node, value, order);
  }

  private static List<Integer> natural(int rank) {
    List<Integer> order = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      order.add(axis);
    }
    return order;
  }

  private static boolean isSorted(List<Integer> order) {
    return order.equals(natural(order.size()));
  }

  /** Whether the dimensions with more than one element keep their order. */
  private static boolean movesNothing(List<Integer> order, Shape shape) {
    List<Integer> real = order.stream().filter(axis -> shape.dim(axis) > 1).toList();
    return real.equals(real.stream().sorted().toList());
  }
}
