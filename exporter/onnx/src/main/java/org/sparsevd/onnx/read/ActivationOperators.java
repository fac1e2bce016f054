package org.sparsevd.onnx.read;

import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;

/** Functions of each element, and the softmaxes. */
final class ActivationOperators {
  private ActivationOperators() {}

  static void register(Map<String, OperatorReader> all) {
    all.put("Relu", pointwise(node -> new Op.Relu()));
    all.put("Sigmoid", pointwise(node -> new Op.Sigmoid()));
    all.put("Tanh", pointwise(node -> new Op.Tanh()));
    all.put("HardSwish", pointwise(node -> new Op.HardSwish()));
    all.put("LeakyRelu", pointwise(node -> new Op.LeakyRelu(node.real("alpha", 0.01f)), "alpha"));
    all.put(
        "HardSigmoid",
        pointwise(
            node -> new Op.HardSigmoid(node.real("alpha", 0.2f), node.real("beta", 0.5f)),
            "alpha",
            "beta"));
    all.put("Clip", pointwise(ActivationOperators::clip, "min", "max"));
    all.put("PRelu", OperatorReader.of(ActivationOperators::prelu));
    all.put("Softmax", softmax(new Op.Softmax()));
    all.put("LogSoftmax", softmax(new Op.LogSoftmax()));
  }

  /** The function that a node's attributes and constants say. */
  private interface FunctionReader {
    Op read(NodeView node) throws OnnxException;
  }

  private static OperatorReader pointwise(FunctionReader function, String... attributes) {
    return OperatorReader.of(
        node -> node.emit(function.read(node), node.activation(0)), attributes);
  }

  /** Bounds are attributes before operator set 11, inputs since. */
  private static Op clip(NodeView node) throws OnnxException {
    float least = node.has(1) ? node.scalar(1) : node.real("min", Float.NEGATIVE_INFINITY);
    float most = node.has(2) ? node.scalar(2) : node.real("max", Float.POSITIVE_INFINITY);
    return new Op.Clip(least, most);
  }

  private static Value prelu(NodeView node) throws OnnxException {
    Value.Activation in = node.activation(0);
    return node.emit(new Op.PRelu(Broadcast.read(node, 1, in.shape())), in);
  }

  private static OperatorReader softmax(Op op) {
    return OperatorReader.of(node -> softmax(node, op), "axis");
  }

  /** Before operator set 13 all dimensions from the axis on count as one. */
  private static Value softmax(NodeView node, Op op) throws OnnxException {
    Value.Activation in = node.activation(0);
    boolean one = node.opset() >= 13;
    int axis = node.axis(one ? -1 : 1, in.shape());
    if (one || axis == in.shape().rank()) {
      Value.Activation front = Permutation.toFront(node, in, axis);
      return Permutation.fromFront(node, node.emit(op, front), axis);
    }
    if (axis == 1) {
      Value.Activation flat = node.emit(".flat", new Op.Flatten(), in);
      Value.Activation result = node.emit(op, flat);
      return node.emit(".image", new Op.Reshape(in.shape()), result);
    }
    throw new OnnxException("attribute 'axis' is " + axis + ", only 1 or the last is supported");
  }
}
