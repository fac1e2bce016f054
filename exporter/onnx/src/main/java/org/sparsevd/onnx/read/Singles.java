package org.sparsevd.onnx.read;

import ai.onnx.proto.OnnxMl.NodeProto;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.tensor.Literal;

/**
 * Nodes that read values without dimensions behind the batch: functions of each element, and
 * arithmetic among such values and with single numbers. The model computes them on lists of one.
 */
final class Singles {
  private Singles() {}

  /** Whether every value of the network that the node reads has no dimensions behind the batch. */
  static boolean areAll(NodeView node) throws OnnxException {
    boolean any = false;
    for (int i = 0; i < node.inputs(); i++) {
      if (node.has(i) && !node.isConstant(i)) {
        any = true;
        if (!(node.input(i) instanceof Value.Single)) {
          return false;
        }
      }
    }
    return any;
  }

  /**
   * What the node gives.
   *
   * @throws OnnxException if that is nothing that is computed element by element
   */
  static Value read(NodeView node, NodeProto proto, OperatorReader operator) throws OnnxException {
    Value result = operator.conversion().read(node.overLists());
    if (!(result instanceof Value.Activation list) || isReshape(proto)) {
      return result;
    }
    Node source = node.source(list);
    boolean same = source == null || isInput(node, list.name());
    if (!same && !isElementwise(source.op()) || !list.shape().equals(Value.Single.SHAPE)) {
      throw OnnxException.unsupported(
          "is not supported of a value without dimensions behind the batch");
    }
    for (int i = 0; i < node.inputs(); i++) {
      if (node.has(i) && node.isConstant(i)) {
        requireNumber(node.literal(i));
      }
    }
    return new Value.Single(list.name());
  }

  private static boolean isInput(NodeView node, String name) throws OnnxException {
    return node.input(0) instanceof Value.Single single && single.name().equals(name);
  }

  /** These say themselves whether their result has dimensions. */
  private static boolean isReshape(NodeProto node) {
    return switch (node.getOpType()) {
      case "Reshape", "Unsqueeze", "Flatten" -> true;
      default -> false;
    };
  }

  private static boolean isElementwise(Op op) {
    return op instanceof Op.Pointwise
        || op instanceof Op.Affine
        || op instanceof Op.Add
        || op instanceof Op.Mul;
  }

  /** A constant of two dimensions would spread the batch over columns. */
  private static void requireNumber(Literal constant) throws OnnxException {
    if (constant.size() > 1 || constant.rank() > 1) {
      throw OnnxException.unsupported(
          "a constant of shape "
              + constant.shape()
              + " with a value without dimensions behind the batch is not supported");
    }
  }
}
