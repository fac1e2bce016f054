package org.sparsevd.onnx.tensor;

import org.sparsevd.onnx.OnnxException;

/** Constants stored as small integers with steps, as DequantizeLinear defines them. */
public final class Dequantised {
  private Dequantised() {}

  /**
   * {@code (integers - zeros) * steps}, in float32.
   *
   * @param steps one, or one for each entry of the axis
   * @param zeros as many as steps; null for none
   */
  public static Constant of(
      Constant integers, Constant steps, Constant zeros, int axis, ImportLimit budget)
      throws OnnxException {
    int count = (int) steps.size();
    boolean perEntry =
        steps.rank() == 1 && axis >= 0 && axis < integers.rank() && integers.dims()[axis] == count;
    if (count != 1 && !perEntry || steps.rank() > 1 || zeros != null && zeros.size() != count) {
      throw OnnxException.unsupported(
          "steps of shape "
              + steps.shape()
              + " for integers of shape "
              + integers.shape()
              + ": only one, or one for each entry of 'axis' is supported");
    }
    int inner = 1;
    for (int i = axis + 1; perEntry && i < integers.rank(); i++) {
      inner *= integers.dims()[i];
    }
    float[] step = steps.spread(budget);
    float[] zero = zeros == null ? new float[count] : zeros.spread(budget);
    boolean staysSparse = integers.isSparse() && isZero(zero);
    float[] from = staysSparse ? integers.values() : integers.spread(budget);
    budget.take(from.length);
    float[] values = new float[from.length];
    for (int i = 0; i < values.length; i++) {
      int place = staysSparse ? integers.indices()[i] : i;
      int entry = count == 1 ? 0 : place / inner % count;
      values[i] = (from[i] - zero[entry]) * step[entry];
    }
    return new Constant(integers.dims(), staysSparse ? integers.indices() : null, values);
  }

  private static boolean isZero(float[] values) {
    for (float value : values) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }
}
