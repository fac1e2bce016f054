package org.sparsevd.onnx.read;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.fold.Arithmetic;
import org.sparsevd.onnx.fold.Dequantised;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.onnx.tensor.Integers;
import org.sparsevd.onnx.tensor.Literal;

/**
 * Nodes whose inputs are all constants, or shapes in which the batch may be a symbol: what they
 * give is computed while the file is read.
 */
final class ConstantOperators {
  private ConstantOperators() {}

  static Map<String, OperatorReader> all() {
    Map<String, OperatorReader> all = new HashMap<>();
    all.put("Identity", OperatorReader.of(node -> node.input(0)));
    all.put("Dropout", OperatorReader.of(ShapeOperators::dropout, "ratio", "seed"));
    all.put("Cast", OperatorReader.of(ConstantOperators::cast, "to", "saturate", "round_mode"));
    all.put("Add", arithmetic(Arithmetic.ADD));
    all.put("Sub", arithmetic(Arithmetic.SUBTRACT));
    all.put("Mul", arithmetic(Arithmetic.MULTIPLY));
    all.put("Div", arithmetic(Arithmetic.DIVIDE));
    all.put("Shape", OperatorReader.of(ConstantOperators::shape, "start", "end"));
    all.put("ConstantOfShape", OperatorReader.of(ConstantOperators::constantOfShape, "value"));
    all.put(
        "DequantizeLinear",
        OperatorReader.of(ConstantOperators::dequantise, "axis")
            .only("block_size", 0)
            .only("output_dtype", 0));
    ConstantMovements.register(all);
    return all;
  }

  private static OperatorReader arithmetic(Arithmetic operator) {
    return OperatorReader.of(
        node -> new Value.Known(operator.apply(node.literal(0), node.literal(1), node.budget())));
  }

  /** Floats of all types are float32 here, so that a cast between them does nothing. */
  private static Value cast(NodeView node) throws OnnxException {
    DataType to = DataType.forNumber((int) node.integer("to", 0));
    if (to == null || ShapeOperators.isFloat(to)) {
      return to == null ? refuseCast(to) : toFloat(node);
    }
    return switch (to) {
      case INT32, INT64 -> new Value.Known(toIntegers(node.literal(0)));
      default -> refuseCast(to);
    };
  }

  private static Value refuseCast(DataType to) throws OnnxException {
    throw OnnxException.unsupported(
        "attribute 'to' is " + to + ", only float types, INT32 and INT64 are supported");
  }

  /** The batch has no number, so that integers with it stay integers. */
  private static Value toFloat(NodeView node) throws OnnxException {
    if (!(node.literal(0) instanceof Integers integers)) {
      return node.input(0);
    }
    return new Value.Known(
        integers.areKnown() ? integers.toFloats(node.budget()) : integers.cast(true));
  }

  private static Literal toIntegers(Literal from) throws OnnxException {
    if (from instanceof Integers integers) {
      return integers.cast(false);
    }
    Constant floats = (Constant) from;
    if (floats.isSparse()) {
      throw OnnxException.unsupported("a sparse constant cannot become integers");
    }
    long[] values = new long[floats.values().length];
    for (int i = 0; i < values.length; i++) {
      float value = floats.values()[i];
      if (!(Math.abs(value) <= Integer.MAX_VALUE)) {
        throw new OnnxException("the constant holds " + value + ", which is no extent");
      }
      values[i] = (long) value;
    }
    return new Integers(floats.dims(), values);
  }

  private static Value shape(NodeView node) throws OnnxException {
    int[] dims = node.literal(0).dims();
    return PartOperators.section(node, Arrays.stream(dims).asLongStream().toArray());
  }

  /** As many times the same number; a float 0 unless the node says another. */
  private static Value constantOfShape(NodeView node) throws OnnxException {
    long[] shape = node.integers(0);
    int[] dims = new int[shape.length];
    long count = 1;
    for (int i = 0; i < dims.length; i++) {
      dims[i] = Windows.toInt("an extent", shape[i]);
      count *= dims[i];
      if (count > Integer.MAX_VALUE) {
        throw new OnnxException("a constant of shape " + Integers.text(shape) + " is too large");
      }
    }
    AttributeProto value = node.attribute("value", AttributeType.TENSOR);
    Literal one =
        value == null ? Constant.dense(new int[] {1}, new float[1]) : node.literal(value.getT());
    if (one.size() != 1) {
      throw new OnnxException("attribute 'value' has " + one.size() + " values, expected 1");
    }
    node.budget().take(count);
    return new Value.Known(one.pick(dims, new int[(int) count], node.budget()));
  }

  private static Value dequantise(NodeView node) throws OnnxException {
    Constant integers = node.numbers(0);
    long axis = node.integer("axis", 1);
    long normal = axis < 0 ? axis + integers.rank() : axis;
    Constant zeros = node.has(2) ? node.numbers(2) : null;
    int place = normal < 0 || normal >= integers.rank() ? -1 : (int) normal;
    return new Value.Known(Dequantised.of(integers, node.floats(1), zeros, place, node.budget()));
  }
}
