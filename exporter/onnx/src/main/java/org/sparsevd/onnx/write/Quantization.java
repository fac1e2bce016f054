package org.sparsevd.onnx.write;

import java.util.HashMap;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.ActivationRanges;
import org.sparsevd.onnx.ByteScale;
import org.sparsevd.tensor.ElementType;

/**
 * Which values of a model an {@code int8} file rounds to bytes, and how. Those that integer
 * operators read or a convolution writes; not the model's output, and nothing between a layer and
 * the rectifier behind it, which rounding to unsigned bytes makes superfluous.
 */
final class Quantization {
  private final Map<String, ByteScale> scales = new HashMap<>();

  private Quantization() {}

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
    Quantization quantization = new Quantization();
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

  /** No value is rounded. */
  static Quantization none() {
    return new Quantization();
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
