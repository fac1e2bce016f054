package org.sparsevd.onnx.tensor;

import org.sparsevd.onnx.OnnxException;

/** Constants stored as small integers with steps, as DequantizeLinear defines them. */
public final class Dequantised {
  private Dequantised() {}

  /**
   * {@code (integers - zeros) * steps}, in float32.
   *
   * @param steps one, one for each entry of the axis, or one for each block of entries
   * @param zeros as many as steps; null for none
   * @param block entries of the axis that share a step; 0 where each has its own
   */
  public static Constant of(
      Constant integers, Constant steps, Constant zeros, int axis, int block, ImportLimit budget)
      throws OnnxException {
    Places places = block == 0 ? row(integers, steps, axis) : blocks(integers, steps, axis, block);
    if (zeros != null && zeros.size() != steps.size()) {
      throw OnnxException.unsupported(
          "zero points of shape " + zeros.shape() + " beside steps of shape " + steps.shape());
    }
    float[] step = steps.spread(budget);
    float[] zero = zeros == null ? new float[step.length] : zeros.spread(budget);
    boolean staysSparse = integers.isSparse() && isZero(zero);
    float[] from = staysSparse ? integers.values() : integers.spread(budget);
    budget.take(from.length);
    float[] values = new float[from.length];
    for (int i = 0; i < values.length; i++) {
      int entry = places.of(staysSparse ? integers.indices()[i] : i);
      values[i] = (from[i] - zero[entry]) * step[entry];
    }
    return new Constant(integers.dims(), staysSparse ? integers.indices() : null, values);
  }

  /**
   * {@code integers - zeros}.
   *
   * @param zeros one, or one for each entry of the axis; null for none
   */
  public static Constant centred(Constant integers, Constant zeros, int axis, ImportLimit budget)
      throws OnnxException {
    if (zeros == null || isZero(zeros.spread(budget))) {
      return integers;
    }
    Places places = row(integers, zeros, axis);
    float[] zero = zeros.spread(budget);
    float[] values = integers.toArray(budget);
    for (int i = 0; i < values.length; i++) {
      values[i] -= zero[places.of(i)];
    }
    return Constant.dense(integers.dims(), values);
  }

  /** Which step belongs to an element. */
  private interface Places {
    int of(int element);
  }

  /** One step for all, or one for each entry of an axis. */
  private static Places row(Constant integers, Constant steps, int axis) throws OnnxException {
    int count = (int) steps.size();
    if (count == 1 && steps.rank() < 2) {
      return element -> 0;
    }
    boolean inside = axis >= 0 && axis < integers.rank();
    if (!inside || steps.rank() != 1 || integers.dims()[axis] != count) {
      throw refused(integers, steps, ": only one, or one for each entry of 'axis' is supported");
    }
    int inner = product(integers.dims(), axis + 1);
    return element -> element / inner % count;
  }

  /** One step for each block of entries of an axis. */
  private static Places blocks(Constant integers, Constant steps, int axis, int block)
      throws OnnxException {
    boolean fits = axis >= 0 && block > 0 && steps.rank() == integers.rank();
    for (int i = 0; fits && i < steps.rank(); i++) {
      int extent = integers.dims()[i];
      fits = steps.dims()[i] == (i == axis ? (extent + block - 1) / block : extent);
    }
    if (!fits) {
      throw refused(integers, steps, ": expected one for each block of " + block);
    }
    int inner = product(integers.dims(), axis + 1);
    int length = integers.dims()[axis];
    int blocks = steps.dims()[axis];
    return element -> {
      int entry = element / inner % length / block;
      return (element / inner / length * blocks + entry) * inner + element % inner;
    };
  }

  private static OnnxException refused(Constant integers, Constant steps, String expected) {
    return OnnxException.unsupported(
        "steps of shape "
            + steps.shape()
            + " for integers of shape "
            + integers.shape()
            + expected);
  }

  private static int product(int[] dims, int from) {
    int product = 1;
    for (int i = from; i < dims.length; i++) {
      product *= dims[i];
    }
    return product;
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
