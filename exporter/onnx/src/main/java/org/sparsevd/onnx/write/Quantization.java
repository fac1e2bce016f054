package org.sparsevd.onnx.write;

import java.util.HashMap;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.ActivationRanges;
import org.sparsevd.onnx.ByteScale;
import org.sparsevd.onnx.level.RealModel;
import org.sparsevd.tensor.ElementType;

/**
 * Which values of a model an {@code int8} file rounds to bytes, and how. Those that integer
 * operators read or a convolution writes; not the model's output, and nothing between a layer and
 * the rectifier behind it, which rounding to unsigned bytes makes superfluous.
 */
final class Quantization {
  private final Map<String, ByteScale> scales = new HashMap<>();

  /** Of the rows of layers that are in 8 bits already, by their names; null where none is. */
  private final Map<String, float[]> rows;

  private Quantization(Map<String, float[]> rows) {
    this.rows = rows;
  }

  static Quantization of(Model model, ActivationRanges ranges) {
    if (!model.isPlain()) {
      throw new IllegalArgumentException(
          "profiles of 8 bits take batched models of one input of floats and one output; model '"
              + model.name()
              + "' has the inputs "
              + model.inputs()
              + " and the outputs "
              + model.outputs()
              + (model.batched() ? "" : ", and all of its dimensions count"));
    }
    Quantization quantization = new Quantization(null);
    if (isRounded(model, Model.INPUT, null)) {
      quantization.scales.put(Model.INPUT, ranges.scale(Model.INPUT));
    }
    for (Node node : model.nodes()) {
      if (isRounded(model, node.name(), node.op())) {
        // What only moves values keeps their bytes.
        ByteScale scale = isMove(node.op()) ? quantization.of(node.inputs().get(0)) : null;
        quantization.scales.put(node.name(), scale == null ? ranges.scale(node.name()) : scale);
      }
    }
    return quantization;
  }

  /** What the model itself rounds. */
  static Quantization of(RealModel real) {
    Quantization quantization = new Quantization(real.scales());
    quantization.scales.putAll(real.bytes());
    return quantization;
  }

  /** A layer in integers; null where it is one of floats. */
  Int8Weight weight(Node node, Op.Weighted layer) {
    ByteScale input = of(node.inputs().get(0));
    if (rows == null) {
      return input == null ? null : Int8Weight.of(layer, input);
    }
    float[] known = rows.get(node.name());
    return known == null ? null : Int8Weight.of(layer, input, known);
  }

  /** Null for a value that is not rounded. */
  ByteScale of(String value) {
    return scales.get(value);
  }

  private static boolean isRounded(Model model, String value, Op producer) {
    if (value.equals(model.output()) || model.type(value) != ElementType.FLOAT) {
      return false;
    }
    boolean rectified = true;
    boolean read = false;
    for (Node node : model.nodes()) {
      if (node.inputs().contains(value)) {
        rectified &= isRectifier(node.op());
        read |= isInteger(node.op());
      }
    }
    return read || producer instanceof Op.Conv2d && !rectified;
  }

  /** Operators that ONNX Runtime computes in integers. */
  private static boolean isInteger(Op op) {
    return op.accept(new Arithmetics()) != Arithmetic.FLOATS;
  }

  private static boolean isMove(Op op) {
    return op.accept(new Arithmetics()) == Arithmetic.MOVES;
  }

  private static boolean isRectifier(Op op) {
    return op instanceof Op.Relu || op instanceof Op.Clip clip && clip.least() == 0;
  }
}
