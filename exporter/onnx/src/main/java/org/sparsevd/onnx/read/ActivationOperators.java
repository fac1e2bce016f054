package org.sparsevd.onnx.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Attributes;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.operator.PointwiseRow;
import org.sparsevd.onnx.operator.PointwiseTable;

/** Functions of each element, and the softmaxes. */
final class ActivationOperators {
  private ActivationOperators() {}

  static void register(Map<String, OperatorReader> all) {
    for (PointwiseRow row : PointwiseTable.all()) {
      all.put(row.name(), OperatorReader.of(node -> pointwise(node, row), row.attributes()));
    }
    all.put("PRelu", OperatorReader.of(ActivationOperators::prelu));
    all.put("Softmax", softmax(new Op.Softmax()));
    all.put("LogSoftmax", softmax(new Op.LogSoftmax()));
  }

  private static Value pointwise(NodeView node, PointwiseRow row) throws OnnxException {
    if (node.opset() < row.since()) {
      throw OnnxException.unsupported(
          "the operator came with operator set " + row.since() + ", the file has " + node.opset());
    }
    List<Integer> words = new ArrayList<>();
    List<Float> numbers = new ArrayList<>();
    for (int i = 0; i < row.parameters().size(); i++) {
      PointwiseRow.Parameter parameter = row.parameters().get(i);
      if (parameter.isText()) {
        words.add(word(node, parameter));
      } else if (node.opset() >= row.inputsSince() && node.has(i + 1)) {
        numbers.add(node.scalar(i + 1));
      } else {
        numbers.add(node.real(parameter.name(), parameter.standard()));
      }
    }
    Op op = row.kind().make(new Attributes(words, numbers), List.of());
    return node.emit(op, node.activation(0));
  }

  private static int word(NodeView node, PointwiseRow.Parameter parameter) throws OnnxException {
    String word = node.text(parameter.name(), parameter.words().get(0));
    int index = parameter.words().indexOf(word);
    if (index < 0) {
      throw new OnnxException(
          "attribute '"
              + parameter.name()
              + "' is '"
              + word
              + "', expected one of "
              + parameter.words());
    }
    return index;
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
