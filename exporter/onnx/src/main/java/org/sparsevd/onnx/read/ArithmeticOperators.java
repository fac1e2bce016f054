package org.sparsevd.onnx.read;

import java.util.Arrays;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.tensor.Shape;

/** Sums, products and joins. */
final class ArithmeticOperators {
  private ArithmeticOperators() {}

  static void register(Map<String, OperatorReader> all) {
    all.put("Add", OperatorReader.of(ArithmeticOperators::add));
    all.put("Sub", OperatorReader.of(ArithmeticOperators::subtract));
    all.put("Mul", OperatorReader.of(ArithmeticOperators::multiply));
    all.put("Div", OperatorReader.of(ArithmeticOperators::divide));
    all.put("Concat", OperatorReader.of(ArithmeticOperators::concat, "axis"));
  }

  private static Value add(NodeView node) throws OnnxException {
    if (!node.isConstant(0) && !node.isConstant(1)) {
      Value.Activation large = larger(node);
      return node.emit(new Op.Add(), large, spread(node, smaller(node), large.shape()));
    }
    int constant = node.isConstant(0) ? 0 : 1;
    Value.Activation in = node.activation(1 - constant);
    return shift(node, in, 1, Broadcast.read(node, constant, in.shape()));
  }

  private static Value subtract(NodeView node) throws OnnxException {
    if (node.isConstant(0)) {
      Value.Activation in = node.activation(1);
      return shift(node, in, -1, Broadcast.read(node, 0, in.shape()));
    }
    Value.Activation in = node.activation(0);
    float[] shift = Broadcast.read(node, 1, in.shape());
    for (int i = 0; i < shift.length; i++) {
      // Not -shift[i]: a zero stays positive.
      shift[i] = 0 - shift[i];
    }
    return shift(node, in, 1, shift);
  }

  private static Value.Activation larger(NodeView node) throws OnnxException {
    Value.Activation first = node.activation(0);
    Value.Activation second = node.activation(1);
    return second.shape().size() > first.shape().size() ? second : first;
  }

  private static Value.Activation smaller(NodeView node) throws OnnxException {
    return larger(node).equals(node.activation(0)) ? node.activation(1) : node.activation(0);
  }

  /** One value per channel, repeated for each pixel; any other value as it is. */
  private static Value.Activation spread(NodeView node, Value.Activation value, Shape image)
      throws OnnxException {
    Shape shape = value.shape();
    boolean perChannel =
        shape.rank() == 3 && image.rank() == 3 && shape.dim(1) == 1 && shape.dim(2) == 1;
    if (!perChannel || shape.equals(image)) {
      return value;
    }
    return node.emit(".spread", new Op.Upsample2d(image.dim(1), image.dim(2), false), value);
  }

  private static Value multiply(NodeView node) throws OnnxException {
    if (!node.isConstant(0) && !node.isConstant(1)) {
      return node.emit(new Op.Mul(), larger(node), smaller(node));
    }
    int constant = node.isConstant(0) ? 0 : 1;
    Value.Activation in = node.activation(1 - constant);
    return scale(node, in, Broadcast.read(node, constant, in.shape()));
  }

  private static Value divide(NodeView node) throws OnnxException {
    Value.Activation in = node.activation(0);
    float[] scale = Broadcast.read(node, 1, in.shape());
    for (int i = 0; i < scale.length; i++) {
      float divisor = scale[i];
      scale[i] = 1 / divisor;
      if (divisor != 0 && Float.isInfinite(scale[i])) {
        throw new OnnxException("divides by " + divisor + ", whose reciprocal is infinite");
      }
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

  private static Value concat(NodeView node) throws OnnxException {
    Value.Activation[] parts = new Value.Activation[node.inputs()];
    int axis = node.axis(0, node.activation(0).shape());
    for (int i = 0; i < parts.length; i++) {
      parts[i] = node.activation(i);
      if (parts[i].shape().rank() != parts[0].shape().rank()) {
        throw new OnnxException(
            "shapes " + parts[0].shape() + " and " + parts[i].shape() + " do not fit together");
      }
      parts[i] = Permutation.toFront(node, parts[i], axis);
    }
    Value.Activation all = parts.length == 1 ? parts[0] : node.emit(new Op.Concat(), parts);
    return Permutation.fromFront(node, all, axis);
  }
}
