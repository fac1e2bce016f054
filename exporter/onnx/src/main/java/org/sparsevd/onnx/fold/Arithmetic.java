package org.sparsevd.onnx.fold;

import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.onnx.tensor.ImportLimit;
import org.sparsevd.onnx.tensor.Integers;
import org.sparsevd.onnx.tensor.Literal;

/** Sums, differences, products and quotients of two constants, broadcast to each other. */
public enum Arithmetic {
  ADD,
  SUBTRACT,
  MULTIPLY,
  DIVIDE;

  /**
   * The result for each element. Floats are computed in float32, integers in 64 bits.
   *
   * @throws OnnxException if the shapes do not fit, an integer overflows, or one is divided by 0
   */
  public Literal apply(Literal left, Literal right, ImportLimit budget) throws OnnxException {
    int[] dims = common(left, right);
    Literal a = Movement.broadcast(left, dims, budget);
    Literal b = Movement.broadcast(right, dims, budget);
    if (a instanceof Integers x && b instanceof Integers y) {
      return integers(x, y, budget);
    }
    float[] x = floats(a, budget).spread(budget);
    float[] y = floats(b, budget).spread(budget);
    budget.take(x.length);
    float[] result = new float[x.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = of(x[i], y[i]);
    }
    return Constant.dense(dims, result);
  }

  private static Constant floats(Literal literal, ImportLimit budget) throws OnnxException {
    return literal instanceof Integers integers ? integers.toFloats(budget) : (Constant) literal;
  }

  private float of(float a, float b) {
    return switch (this) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
    };
  }

  private Integers integers(Integers a, Integers b, ImportLimit budget) throws OnnxException {
    budget.take(2L * a.values().length);
    long[] result = new long[a.values().length];
    boolean real = a.real() || b.real();
    for (int i = 0; i < result.length; i++) {
      try {
        result[i] = of(a.values()[i], b.values()[i], real);
      } catch (ArithmeticException e) {
        String what = this == DIVIDE && b.values()[i] == 0 ? "no quotient" : "overflow of 64 bits";
        throw new OnnxException("of " + a.values()[i] + " and " + b.values()[i] + ": " + what, e);
      }
    }
    return new Integers(a.dims(), result, real);
  }

  private long of(long a, long b, boolean real) throws OnnxException {
    if (a == Integers.BATCH || b == Integers.BATCH) {
      return ofBatch(a, b);
    }
    if (this == DIVIDE && real && b != 0 && a % b != 0) {
      throw OnnxException.unsupported("a fraction of an extent is not supported");
    }
    return switch (this) {
      case ADD -> Math.addExact(a, b);
      case SUBTRACT -> Math.subtractExact(a, b);
      case MULTIPLY -> Math.multiplyExact(a, b);
      case DIVIDE -> a / b;
    };
  }

  /** What leaves the batch as it is. */
  private long ofBatch(long a, long b) throws OnnxException {
    long neutral = this == ADD || this == SUBTRACT ? 0 : 1;
    boolean symmetric = this == ADD || this == MULTIPLY;
    if (b == neutral || symmetric && a == neutral) {
      return Integers.BATCH;
    }
    throw OnnxException.unsupported("computes with the size of the batch, which is free");
  }

  private static int[] common(Literal left, Literal right) throws OnnxException {
    int rank = Math.max(left.rank(), right.rank());
    int[] dims = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int a = i <= left.rank() ? left.dims()[left.rank() - i] : 1;
      int b = i <= right.rank() ? right.dims()[right.rank() - i] : 1;
      if (a != b && a != 1 && b != 1) {
        throw new OnnxException(
            "shapes " + left.shape() + " and " + right.shape() + " do not fit together");
      }
      dims[rank - i] = a == 1 ? b : a;
    }
    return dims;
  }
}
