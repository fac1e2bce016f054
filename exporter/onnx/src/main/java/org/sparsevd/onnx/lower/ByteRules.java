package org.sparsevd.onnx.lower;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.onnx.tensor.Dequantised;
import org.sparsevd.onnx.tensor.ImportLimit;
import org.sparsevd.tensor.ElementType;

/**
 * Values that a file rounds to 8 bits and turns back. They stay floats here: what is left of such a
 * pair are the bounds of its integers, which often stand for a Relu that a quantiser took away.
 * Each value then differs from the file's by up to half a step, which the notices say.
 */
final class ByteRules {
  private ByteRules() {}

  /**
   * How values are rounded: {@code round(value / step) + zero}.
   *
   * @param least the smallest of the integers
   */
  record Steps(float step, int zero, int least, int most) {}

  static void register(Map<String, Rule> all) {
    all.put("QuantizeLinear", Rule.single(ByteRules::quantise));
    all.put("DequantizeLinear", Rule.single(ByteRules::turnBack));
  }

  private static Term quantise(Call call) throws OnnxException {
    call.ignore("axis");
    call.ignore("saturate");
    call.ignore("precision");
    checkPlain(call);
    if (!(call.input(0) instanceof Term.Live value) || value.type() != ElementType.FLOAT) {
      throw OnnxException.unsupported("takes a value that is computed, of floats");
    }
    return new Term.Rounded(value, steps(call));
  }

  private static Term turnBack(Call call) throws OnnxException {
    checkPlain(call);
    long axis = call.integer("axis", 1);
    if (call.rounded(0) instanceof Term.Rounded rounded) {
      if (!rounded.steps().equals(steps(call))) {
        throw OnnxException.unsupported(
            "turns back with another step or zero point than QuantizeLinear rounded with");
      }
      Steps steps = rounded.steps();
      call.graph().model().notices().rounded();
      float least = (steps.least() - steps.zero()) * steps.step();
      float most = (steps.most() - steps.zero()) * steps.step();
      return call.emit(new Op.Clip(least, most), rounded.value());
    }
    if (call.stored(0) == null && call.input(0) instanceof Term.Live value) {
      return numbers(call, value);
    }
    ImportLimit limit = call.graph().limit();
    Constant integers = call.numbersAsFloats(0);
    Constant zeros = call.hasInput(2) ? call.numbersAsFloats(2) : null;
    long place = axis < 0 ? axis + integers.rank() : axis;
    int inside = place < 0 || place >= integers.rank() ? -1 : (int) place;
    return new Term.Floats(Dequantised.of(integers, call.floats(1), zeros, inside, limit));
  }

  private static void checkPlain(Call call) throws OnnxException {
    call.only("block_size", 0);
    call.only("output_dtype", 0);
  }

  /** What the bytes of a file's input stand for. */
  private static Term numbers(Call call, Term.Live bytes) throws OnnxException {
    if (bytes.type() != ElementType.UINT8) {
      throw OnnxException.unsupported("reads a value that no QuantizeLinear rounded");
    }
    Steps steps = steps(call);
    Term floats = call.emit("_floats", new Op.Cast(ElementType.FLOAT), bytes);
    Term scaled =
        call.emit(
            "_scale",
            new Op.Binary(Op.BinaryFunction.TIMES),
            floats,
            ElementRules.number(steps.step()));
    return call.emit(
        new Op.Binary(Op.BinaryFunction.PLUS),
        scaled,
        ElementRules.number(0 - steps.zero() * steps.step()));
  }

  private static Steps steps(Call call) throws OnnxException {
    Constant step = call.floats(1);
    if (step.size() != 1) {
      throw OnnxException.unsupported("several steps are not supported");
    }
    float[] zero = new float[1];
    boolean signed = false;
    if (call.hasInput(2)) {
      zero = call.numbersAsFloats(2).spread(call.graph().limit());
      signed = isSigned(call);
    }
    if (zero.length != 1) {
      throw OnnxException.unsupported("several zero points are not supported");
    }
    float one = step.spread(call.graph().limit())[0];
    return new Steps(one, (int) zero[0], signed ? -128 : 0, signed ? 127 : 255);
  }

  /** Whether the zero point is a signed byte, if it is not an unsigned one. */
  private static boolean isSigned(Call call) throws OnnxException {
    TensorProto tensor = call.stored(2);
    int type = tensor == null ? 0 : tensor.getDataType();
    if (type != DataType.INT8.getNumber() && type != DataType.UINT8.getNumber()) {
      throw OnnxException.unsupported("input 3 must be a constant of 8 bits");
    }
    return type == DataType.INT8.getNumber();
  }
}
