package org.sparsevd.onnx.lower;

import java.util.Arrays;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.term.Integers;
import org.sparsevd.onnx.lower.term.Term;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.onnx.tensor.Dequantised;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * Layers that read integers of 8 bits. The model computes them of levels. Sums are exact up to
 * 2^24, and beyond that rounded as float32 rounds: ONNX turns them into float32 next.
 */
final class IntegerRules {
  /** The most that a level may differ from 0. */
  private static final int LARGEST = 255;

  private IntegerRules() {}

  static void register(Map<String, Rule> all) {
    all.put("MatMulInteger", Rule.single(IntegerRules::matMul));
    all.put("ConvInteger", Rule.single(IntegerRules::conv));
    all.put("QLinearMatMul", Rule.single(IntegerRules::linearMatMul));
    all.put("QLinearConv", Rule.single(IntegerRules::linearConv));
  }

  private static Term matMul(Call call) throws OnnxException {
    Term a = levels(call, 0, 2, -2);
    return sums(call, product(call, "", a, 1, 3), 1, 3, -1);
  }

  private static Term conv(Call call) throws OnnxException {
    Term value = levels(call, 0, 2, -1);
    Constant weight = whole(call, 1, 3, 0);
    Term sums = LayerRules.conv(call, value, weight, new float[weight.dims()[0]]);
    return sums(call, sums, 1, 3, 0);
  }

  /** Inputs: a, its step and zero point, b, its own, those of the result. */
  private static Term linearMatMul(Call call) throws OnnxException {
    Term a = levels(call, 0, 2, -2);
    Term sums = product(call, "_sums", a, 3, 5);
    Constant step = call.floats(4);
    int columns = (int) step.size();
    if (step.rank() > 1 || columns > 1 && !fits(call.graph().shape(sums), columns)) {
      throw OnnxException.unsupported(
          "steps of shape " + step.shape() + ", expected one, or one for each column");
    }
    return rounded(call, sums, step, null, 0, 6);
  }

  private static boolean fits(Shape shape, int columns) {
    return shape.rank() > 0 && shape.is(shape.rank() - 1, columns);
  }

  /** Inputs: the value, its step and zero point, the weight, its own, those of the result, bias. */
  private static Term linearConv(Call call) throws OnnxException {
    Term value = levels(call, 0, 2, -1);
    Constant weight = whole(call, 3, 5, 0);
    int rows = weight.dims()[0];
    Constant step = call.floats(4);
    if (step.size() != 1 && step.size() != rows) {
      throw OnnxException.unsupported(
          "steps of shape " + step.shape() + ", expected one, or one for each filter");
    }
    Term sums = LayerRules.conv(call, value, weight, new float[rows]);
    Constant bias = call.hasInput(8) ? call.numbersAsFloats(8) : null;
    if (bias != null && bias.size() != rows) {
      throw new OnnxException("bias of shape " + bias.shape() + " for " + rows + " filters");
    }
    return rounded(call, sums, step, bias, weight.rank() - 2, 6);
  }

  /**
   * Sums as levels again: {@code round(sums * (step of a * step of b / step of the result))}, in
   * the order of ONNX Runtime. A bias is added behind the product, where it is rounded once more.
   *
   * @param behind dimensions behind the one that steps are counted by
   * @param index of the result's step, whose zero point is next
   */
  private static Term rounded(
      Call call, Term sums, Constant step, Constant bias, int behind, int index)
      throws OnnxException {
    float first = single(call, 1);
    float last = single(call, index);
    float[] each = step.spread(call.graph().limit());
    float[] scales = new float[bias == null ? each.length : (int) bias.size()];
    for (int r = 0; r < scales.length; r++) {
      scales[r] = first * each[each.length == 1 ? 0 : r] / last;
    }
    float[] shift = bias == null ? null : bias.toArray(call.graph().limit());
    for (int r = 0; shift != null && r < scales.length; r++) {
      shift[r] *= scales[r];
    }
    Integers range = ByteRules.range(call, index + 1);
    Term zero = ByteRules.zero(call, index + 1, -1, 0);
    // Sums alone matter here: their layer has been made.
    LevelLayer layer = new LevelLayer(sums, null, scales);
    Term real = layer.real(call, sums, shift, behind);
    Term levels = ByteRules.levels(call, real, ElementRules.number(1), zero, range);
    return new Term.Levels((Term.Live) levels, zero, range);
  }

  private static float single(Call call, int index) throws OnnxException {
    Constant step = call.floats(index);
    if (step.size() != 1) {
      throw OnnxException.unsupported(
          "input " + (index + 1) + " has several steps, of shape " + step.shape());
    }
    return step.spread(call.graph().limit())[0];
  }

  /** What a layer reads: levels, or unsigned bytes of the model less their zero point. */
  private static Term levels(Call call, int index, int zero, int axis) throws OnnxException {
    Term term = call.term(index);
    Term raw = ByteRules.raw(term);
    if (!(raw instanceof Term.Live live)) {
      throw OnnxException.unsupported(
          "input " + (index + 1) + " is known, expected a value that is computed");
    }
    int rank = live.shape().rank();
    Term from = ByteRules.zero(call, zero, axis + rank, rank);
    if (term instanceof Term.Levels known) {
      return ByteRules.centred(call, known, from);
    }
    Term floats = ByteRules.floats(call, live);
    Float none = ByteRules.one(call, from);
    return none != null && none == 0
        ? floats
        : call.emit(
            "_centred",
            new Op.Binary(Op.BinaryFunction.MINUS),
            floats,
            ByteRules.floats(call, from));
  }

  /** A constant less its zero points. */
  private static Constant whole(Call call, int index, int zero, int axis) throws OnnxException {
    Constant integers = call.integers(index);
    if (integers == null) {
      throw OnnxException.unsupported("input " + (index + 1) + " must be a constant");
    }
    Constant zeros = call.hasInput(zero) ? call.numbersAsFloats(zero) : null;
    int inside = axis < 0 ? axis + integers.rank() : axis;
    return Dequantised.centred(integers, zeros, inside, call.graph().limit());
  }

  private static Term product(Call call, String suffix, Term a, int index, int zero)
      throws OnnxException {
    Term b =
        call.integers(index) != null
            ? new Term.Floats(whole(call, index, zero, -1))
            : levels(call, index, zero, -1);
    return LayerRules.matMul(call, suffix, a, b);
  }

  /** Sums that are exact where the weights are known and no sum of them passes 2^24. */
  private static Term sums(Call call, Term sums, int index, int zero, int axis)
      throws OnnxException {
    boolean known = call.integers(index) != null;
    boolean exact = known && isExact(call, whole(call, index, zero, axis), axis);
    return new Term.Sums((Term.Live) sums, exact);
  }

  private static boolean isExact(Call call, Constant weight, int axis) throws OnnxException {
    float[] values = weight.spread(call.graph().limit());
    int rows = weight.dims()[axis < 0 ? axis + weight.rank() : axis];
    long[] sums = new long[rows];
    for (int i = 0; i < values.length; i++) {
      int row = axis < 0 ? i % rows : i / (values.length / rows);
      sums[row] += (long) Math.abs(values[i]) * LARGEST;
    }
    return Arrays.stream(sums).allMatch(sum -> sum <= ElementType.MOST_WHOLE);
  }
}
