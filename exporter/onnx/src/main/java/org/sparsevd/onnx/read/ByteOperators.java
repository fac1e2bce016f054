package org.sparsevd.onnx.read;

import java.util.Arrays;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.tensor.Constant;

/**
 * Values that a file rounds to 8 bits and turns back. They stay floats here: what is left of such a
 * pair are the bounds of its integers, which often stand for a Relu that a quantiser took away.
 * Each value then differs from the file's by up to half a step, which the reader's notices say.
 */
final class ByteOperators {
  private ByteOperators() {}

  /**
   * How values are rounded: {@code round(value / step) + zero}.
   *
   * @param least the smallest of the integers
   */
  record Steps(float step, int zero, int least, int most) {}

  static void register(Map<String, OperatorReader> all) {
    all.put(
        "QuantizeLinear",
        OperatorReader.of(ByteOperators::quantise, "axis", "saturate", "precision")
            .only("block_size", 0)
            .only("output_dtype", 0));
    all.put(
        "DequantizeLinear",
        OperatorReader.of(ByteOperators::turnBack, "axis")
            .only("block_size", 0)
            .only("output_dtype", 0));
  }

  private static Value quantise(NodeView node) throws OnnxException {
    return new Value.Rounded(node.activation(0), steps(node));
  }

  private static Value turnBack(NodeView node) throws OnnxException {
    Steps steps = steps(node);
    if (node.input(0) instanceof Value.Pixels pixels) {
      return node.emit(numbers(steps, pixels.asFloats()), pixels.asFloats());
    }
    if (!(node.input(0) instanceof Value.Rounded rounded)) {
      throw new OnnxException("reads a value that no QuantizeLinear rounded");
    }
    if (!rounded.steps().equals(steps)) {
      throw OnnxException.unsupported(
          "turns back with another step or zero point than QuantizeLinear rounded with");
    }
    node.noticeRounding();
    float least = (steps.least() - steps.zero()) * steps.step();
    float most = (steps.most() - steps.zero()) * steps.step();
    return node.emit(new Op.Clip(least, most), rounded.value());
  }

  /** What the bytes of a file's input stand for. */
  private static Op numbers(Steps steps, Value.Activation bytes) {
    float[] scale = new float[bytes.shape().dim(0)];
    float[] shift = new float[scale.length];
    Arrays.fill(scale, steps.step());
    Arrays.fill(shift, 0 - steps.zero() * steps.step());
    return new Op.Affine(scale, shift);
  }

  private static Steps steps(NodeView node) throws OnnxException {
    float step = node.scalar(1);
    Constant zero = node.has(2) ? node.numbers(2) : Constant.dense(new int[0], new float[1]);
    if (zero.size() != 1) {
      throw OnnxException.unsupported("several zero points are not supported");
    }
    boolean signed = node.has(2) && node.isSignedByte(2);
    int first = (int) zero.spread(node.budget())[0];
    return new Steps(step, first, signed ? -128 : 0, signed ? 127 : 255);
  }
}
