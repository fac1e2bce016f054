package org.sparsevd.onnx;

import java.util.Arrays;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;

/** Operators that work element by element, and the joins. */
final class ArithmeticOperators {
  private ArithmeticOperators() {}

  static void register(Map<String, OperatorReader> all) {
    all.put("Relu", OperatorReader.of(node -> node.emit(new Op.Relu(), node.activation(0))));
    all.put("Add", OperatorReader.of(ArithmeticOperators::add));
    all.put("Sub", OperatorReader.of(ArithmeticOperators::subtract));
    all.put("Mul", OperatorReader.of(ArithmeticOperators::multiply));
    all.put("Div", OperatorReader.of(ArithmeticOperators::divide));
    all.put("Concat", OperatorReader.of(ArithmeticOperators::concat, "axis"));
    all.put("Softmax", OperatorReader.of(ArithmeticOperators::softmax, "axis"));
  }

  private static Value add(NodeView node) throws OnnxException {
    if (!node.isConstant(0) && !node.isConstant(1)) {
      return node.emit(new Op.Add(), node.activation(0), node.activation(1));
    }
    int constant = node.isConstant(0) ? 0 : 1;
    Value.Activation in = node.activation(1 - constant);
    return shift(node, in, 1, broadcast(node, constant, in.shape()));
  }

  private static Value subtract(NodeView node) throws OnnxException {
    if (node.isConstant(0)) {
      Value.Activation in = node.activation(1);
      return shift(node, in, -1, broadcast(node, 0, in.shape()));
    }
    Value.Activation in = node.activation(0);
    float[] shift = broadcast(node, 1, in.shape());
    for (int i = 0; i < shift.length; i++) {
      shift[i] = -shift[i];
    }
    return shift(node, in, 1, shift);
  }

  private static Value multiply(NodeView node) throws OnnxException {
    int constant = node.isConstant(0) ? 0 : 1;
    Value.Activation in = node.activation(1 - constant);
    return scale(node, in, broadcast(node, constant, in.shape()));
  }

  private static Value divide(NodeView node) throws OnnxException {
    Value.Activation in = node.activation(0);
    float[] scale = broadcast(node, 1, in.shape());
    for (int i = 0; i < scale.length; i++) {
      scale[i] = 1 / scale[i];
    }
    return scale(node, in, scale);
  }

  private static Value shift(NodeView node, Value.Activation in, float factor, float[] shift)
      throws OnnxException {
    node.budget().take(shift.length);
    float[] scale = new float[shift.length];
    Arrays.fill(scale, factor);
    return node.emit(new Op.Affine(scale, shift), in);
  }

  private static Value scale(NodeView node, Value.Activation in, float[] scale)
      throws OnnxException {
    node.budget().take(scale.length);
    return node.emit(new Op.Affine(scale, new float[scale.length]), in);
  }

  /**
   * A constant spread over a value as ONNX does it, from the last dimension on: one number per
   * channel where that says it, else one per element.
   */
  private static float[] broadcast(NodeView node, int input, Shape shape) throws OnnxException {
    Constant constant = node.floats(input);
    int rank = shape.rank();
    int[] dims = new int[rank + 1];
    Arrays.fill(dims, 1);
    boolean fits = constant.rank() <= rank + 1;
    for (int i = 0; fits && i < constant.rank(); i++) {
      int axis = rank + 1 - constant.rank() + i;
      dims[axis] = constant.dims()[i];
      fits = dims[axis] == 1 || axis > 0 && dims[axis] == shape.dim(axis - 1);
    }
    if (!fits) {
      throw new OnnxException(
          "the constant of shape " + constant.shape() + " does not fit [batch] + " + shape);
    }
    float[] values = constant.toArray(node.budget());
    boolean perChannel = Arrays.stream(dims, 2, rank + 1).allMatch(dim -> dim == 1);
    int[] target = shape.toArray();
    if (perChannel) {
      Arrays.fill(target, 1, rank, 1);
    }
    return spread(values, dims, Shape.of(target), node.budget());
  }

  /**
   * @param dims of the values, the batch in front; each 1 or that of the target
   */
  private static float[] spread(float[] values, int[] dims, Shape target, Budget budget)
      throws OnnxException {
    if (values.length == target.size()) {
      return values;
    }
    budget.take(target.size());
    float[] result = new float[target.size()];
    for (int i = 0; i < result.length; i++) {
      int rest = i;
      int from = 0;
      int stride = 1;
      for (int axis = target.rank() - 1; axis >= 0; axis--) {
        from += rest % target.dim(axis) % dims[axis + 1] * stride;
        rest /= target.dim(axis);
        stride *= dims[axis + 1];
      }
      result[i] = values[from];
    }
    return result;
  }

  private static Value concat(NodeView node) throws OnnxException {
    if (node.isConstant(0)) {
      return ExtentOperators.concat(node);
    }
    Value.Activation[] parts = new Value.Activation[node.inputs()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = node.activation(i);
    }
    axis(node, "axis", 0, parts[0].shape());
    return parts.length == 1 ? parts[0] : node.emit(new Op.Concat(), parts);
  }

  private static Value softmax(NodeView node) throws OnnxException {
    Value.Activation in = node.activation(0);
    axis(node, "axis", node.opset() < 13 ? 1 : -1, in.shape());
    return node.emit(new Op.Softmax(), in);
  }

  /** Refuses an axis other than the first behind the batch. */
  private static void axis(NodeView node, String name, long otherwise, Shape shape)
      throws OnnxException {
    long axis = node.integer(name, otherwise);
    if (axis != 1 && axis != -shape.rank()) {
      throw new OnnxException(
          "attribute '" + name + "' is " + axis + ", only 1, the channels, is supported");
    }
  }
}
