package org.sparsevd.onnx.rewrite;

import java.util.Arrays;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Shape;

/** Arithmetic of two values of one shape, of a value and its channels, or with constants. */
final class Sums {
  private final Rewriting draft;
  private final Constants constants;

  Sums(Rewriting draft, Constants constants) {
    this.draft = draft;
    this.constants = constants;
  }

  /** What stands for the current node; null where no operator of channels does. */
  String of(Op.BinaryFunction function, String first, String second) {
    Op op = null;
    String value = first;
    if (constants.of(second) != null) {
      float[] right = constants.vector(second, draft.shape(first));
      op = right == null ? null : behind(function, right);
    } else if (constants.of(first) != null) {
      value = second;
      float[] left = constants.vector(first, draft.shape(second));
      op = left == null ? null : before(function, left);
    } else {
      return ofTwo(function, first, second);
    }
    return op == null ? null : draft.add(op, value);
  }

  /** A value with a constant behind the sign. */
  private static Op behind(Op.BinaryFunction function, float[] constant) {
    return switch (function) {
      case PLUS -> new Op.Affine(filled(1, constant.length), constant);
      case MINUS -> new Op.Affine(filled(1, constant.length), negative(constant));
      case TIMES -> new Op.Affine(constant, new float[constant.length]);
      case OVER -> over(constant);
      case LEAKY -> new Op.PRelu(constant);
      default -> null;
    };
  }

  /** A value with a constant before the sign. */
  private static Op before(Op.BinaryFunction function, float[] constant) {
    return switch (function) {
      case PLUS, TIMES -> behind(function, constant);
      case MINUS -> new Op.Affine(filled(-1, constant.length), constant);
      default -> null;
    };
  }

  private static float[] filled(float value, int count) {
    float[] all = new float[count];
    Arrays.fill(all, value);
    return all;
  }

  private static float[] negative(float[] values) {
    float[] negative = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      // Not -values[i]: a zero stays positive.
      negative[i] = 0 - values[i];
    }
    return negative;
  }

  /** Times the reciprocals; null where one of them is infinite. */
  private static Op over(float[] divisors) {
    float[] scale = new float[divisors.length];
    for (int i = 0; i < scale.length; i++) {
      scale[i] = 1 / divisors[i];
      if (divisors[i] != 0 && Float.isInfinite(scale[i])) {
        return null;
      }
    }
    return new Op.Affine(scale, new float[scale.length]);
  }

  private String ofTwo(Op.BinaryFunction function, String first, String second) {
    boolean swapped = draft.shape(second).size() > draft.shape(first).size();
    String large = swapped ? second : first;
    String small = swapped ? first : second;
    Shape shape = draft.shape(large);
    boolean alike = draft.shape(small).equals(shape);
    boolean channels = isChannels(draft.shape(small), shape);
    return switch (function) {
      case PLUS -> {
        if (!alike && channels && shape.rank() == 3) {
          Op spread = new Op.Upsample2d(shape.dim(1), shape.dim(2), false);
          small = draft.part("_spread", spread, small);
        }
        yield draft.shape(small).equals(shape) ? draft.add(new Op.Add(), large, small) : null;
      }
      case TIMES -> alike || channels ? draft.add(new Op.Mul(), large, small) : null;
      default -> null;
    };
  }

  /** Whether it is one value for each channel. */
  private static boolean isChannels(Shape shape, Shape of) {
    return shape.rank() == of.rank()
        && of.rank() > 0
        && shape.dim(0) == of.dim(0)
        && shape.size() == of.dim(0);
  }
}
