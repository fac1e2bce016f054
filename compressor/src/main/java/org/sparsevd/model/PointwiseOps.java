package org.sparsevd.model;

import java.util.List;
import org.sparsevd.model.loop.Curve;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** Operators that map every element by itself, all by the same function. */
public sealed interface PointwiseOps permits Op {

  /**
   * Operators that map every element by itself, all by the same function. All readers treat them
   * alike: one of them is a row, and a row of the ONNX table.
   */
  sealed interface Pointwise extends Op
      permits FunctionOps.Function,
          Relu,
          LeakyRelu,
          Clip,
          Sigmoid,
          Tanh,
          HardSigmoid,
          HardSwish,
          Elu,
          Selu,
          Gelu,
          ThresholdedRelu,
          Shrink,
          Quantize {
    /** The function: a {@link Curve}, or computed in double and rounded once. */
    float apply(float x);

    @Override
    default Shape outputShape(List<Shape> inputs) {
      return inputs.get(0);
    }

    @Override
    default float[] compute(List<float[]> inputs, List<Shape> shapes, Shape out) {
      float[] y = new float[out.size()];
      for (int i = 0; i < y.length; i++) {
        y[i] = apply(inputs.get(0)[i]);
      }
      return y;
    }

    @Override
    default <R> R accept(Visitor<R> visitor) {
      return visitor.pointwise(this);
    }
  }

  /** Rows of the functions that have attributes, or that readers know by name. */
  enum PointwiseKind implements OpKind {
    RELU(OpRow.of(8, "Relu")),
    LEAKY_RELU(OpRow.of(13, "LeakyRelu", OpRow.real("slope"))),
    CLIP(OpRow.of(15, "Clip", OpRow.real("least"), OpRow.real("most"))),
    SIGMOID(OpRow.of(16, "Sigmoid")),
    TANH(OpRow.of(17, "Tanh")),
    HARD_SIGMOID(OpRow.of(18, "HardSigmoid", OpRow.real("alpha"), OpRow.real("beta"))),
    HARD_SWISH(OpRow.of(19, "HardSwish")),
    ELU(OpRow.of(26, "Elu", OpRow.real("alpha"))),
    SELU(OpRow.of(27, "Selu", OpRow.real("alpha"), OpRow.real("gamma"))),
    GELU(OpRow.of(35, "Gelu", OpRow.flag("tanh"))),
    THRESHOLDED_RELU(OpRow.of(37, "ThresholdedRelu", OpRow.real("alpha"))),
    SHRINK(OpRow.of(97, "Shrink", OpRow.real("bias"), OpRow.real("threshold"))),
    QUANTIZE(
        OpRow.of(99, "Quantize", OpRow.real("scale"), OpRow.integer("zero", 0, Quantize.MOST)));

    private final OpRow row;

    PointwiseKind(OpRow row) {
      this.row = row;
    }

    @Override
    public OpRow row() {
      return row;
    }

    @Override
    public Op make(Attributes a, List<Tensor> tensors) {
      return switch (this) {
        case RELU -> new Relu();
        case LEAKY_RELU -> new LeakyRelu(a.real(0));
        case CLIP -> new Clip(a.real(0), a.real(1));
        case SIGMOID -> new Sigmoid();
        case TANH -> new Tanh();
        case HARD_SIGMOID -> new HardSigmoid(a.real(0), a.real(1));
        case HARD_SWISH -> new HardSwish();
        case ELU -> new Elu(a.real(0));
        case SELU -> new Selu(a.real(0), a.real(1));
        case GELU -> new Gelu(a.integer(0) == 1);
        case THRESHOLDED_RELU -> new ThresholdedRelu(a.real(0));
        case SHRINK -> new Shrink(a.real(0), a.real(1));
        case QUANTIZE -> new Quantize(a.real(0), a.integer(0));
      };
    }
  }

  /** {@code max(x, 0)}. */
  record Relu() implements Pointwise {
    @Override
    public OpKind kind() {
      return PointwiseKind.RELU;
    }

    @Override
    public float apply(float x) {
      return Math.max(x, 0);
    }
  }

  /** {@code x} where it is not negative, {@code slope * x} elsewhere. */
  record LeakyRelu(float slope) implements Pointwise {
    @Override
    public OpKind kind() {
      return PointwiseKind.LEAKY_RELU;
    }

    @Override
    public Attributes attributes() {
      return Attributes.reals(slope);
    }

    @Override
    public float apply(float x) {
      return x < 0 ? slope * x : x;
    }
  }

  /** {@code min(max(x, least), most)}; either may be infinite. */
  record Clip(float least, float most) implements Pointwise {
    public Clip {
      if (!(least <= most)) {
        throw new IllegalArgumentException("Clip: from " + least + " to " + most + " is no range");
      }
    }

    @Override
    public OpKind kind() {
      return PointwiseKind.CLIP;
    }

    @Override
    public Attributes attributes() {
      return Attributes.reals(least, most);
    }

    @Override
    public float apply(float x) {
      return Math.min(Math.max(x, least), most);
    }
  }

  /** {@code 1 / (1 + exp(-x))}. */
  record Sigmoid() implements Pointwise {
    @Override
    public OpKind kind() {
      return PointwiseKind.SIGMOID;
    }

    @Override
    public float apply(float x) {
      return Curve.SIGMOID.at(x);
    }
  }

  /** Hyperbolic tangent. */
  record Tanh() implements Pointwise {
    @Override
    public OpKind kind() {
      return PointwiseKind.TANH;
    }

    @Override
    public float apply(float x) {
      return Curve.TANH.at(x);
    }
  }

  /** {@code min(max(alpha * x + beta, 0), 1)}. */
  record HardSigmoid(float alpha, float beta) implements Pointwise {
    @Override
    public OpKind kind() {
      return PointwiseKind.HARD_SIGMOID;
    }

    @Override
    public Attributes attributes() {
      return Attributes.reals(alpha, beta);
    }

    @Override
    public float apply(float x) {
      return Math.min(Math.max(alpha * x + beta, 0), 1);
    }
  }

  /** {@code x * min(max(x / 6 + 1 / 2, 0), 1)} (Howard et al., ICCV 2019, section 5.2). */
  record HardSwish() implements Pointwise {
    @Override
    public OpKind kind() {
      return PointwiseKind.HARD_SWISH;
    }

    @Override
    public float apply(float x) {
      return x * Math.min(Math.max(x / 6 + 0.5f, 0), 1);
    }
  }

  /** {@code x} where it is not negative, {@code alpha * (exp(x) - 1)} elsewhere. */
  record Elu(float alpha) implements Pointwise {
    @Override
    public OpKind kind() {
      return PointwiseKind.ELU;
    }

    @Override
    public Attributes attributes() {
      return Attributes.reals(alpha);
    }

    @Override
    public float apply(float x) {
      return x < 0 ? (float) (alpha * Math.expm1(x)) : x;
    }
  }

  /**
   * {@code gamma * x} where x is positive, {@code gamma * alpha * (exp(x) - 1)} elsewhere
   * (Klambauer et al., NIPS 2017).
   */
  record Selu(float alpha, float gamma) implements Pointwise {
    @Override
    public OpKind kind() {
      return PointwiseKind.SELU;
    }

    @Override
    public Attributes attributes() {
      return Attributes.reals(alpha, gamma);
    }

    @Override
    public float apply(float x) {
      return x > 0 ? gamma * x : (float) ((double) gamma * alpha * Math.expm1(x));
    }
  }

  /**
   * {@code x / 2 * (1 + erf(x / sqrt(2)))} (Hendrycks and Gimpel 2016).
   *
   * @param tanh whether {@code tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))} stands for the error
   *     function, as in their section 2
   */
  record Gelu(boolean tanh) implements Pointwise {
    private static final double SLOPE = Math.sqrt(2 / Math.PI);
    private static final double CUBE = 0.044715;

    @Override
    public OpKind kind() {
      return PointwiseKind.GELU;
    }

    @Override
    public Attributes attributes() {
      return Attributes.integers(tanh ? 1 : 0);
    }

    @Override
    public float apply(float x) {
      if (!tanh) {
        return Curve.GELU.at(x);
      }
      double wide = x;
      double gate = Math.tanh(SLOPE * (wide + CUBE * wide * wide * wide));
      return (float) (wide / 2 * (1 + gate));
    }
  }

  /** {@code x} where it is greater than alpha, 0 elsewhere. */
  record ThresholdedRelu(float alpha) implements Pointwise {
    @Override
    public OpKind kind() {
      return PointwiseKind.THRESHOLDED_RELU;
    }

    @Override
    public Attributes attributes() {
      return Attributes.reals(alpha);
    }

    @Override
    public float apply(float x) {
      return x > alpha ? x : 0;
    }
  }

  /**
   * {@code x - bias} above the threshold, {@code x + bias} below the negative one, 0 between them.
   */
  record Shrink(float bias, float threshold) implements Pointwise {
    @Override
    public OpKind kind() {
      return PointwiseKind.SHRINK;
    }

    @Override
    public Attributes attributes() {
      return Attributes.reals(bias, threshold);
    }

    @Override
    public float apply(float x) {
      if (x > threshold) {
        return x - bias;
      }
      return x < -threshold ? x + bias : 0;
    }
  }

  /**
   * A real number as a level: {@code rint(min(max(x * (1 / scale), -zero), 255 - zero))}, ties to
   * the even one, never -0. The lowest level where x is not a number. A level fits a byte with
   * {@code zero} added, stands for about {@code scale * y}, and is carried as a float: products and
   * sums of whole numbers are exact as long as they stay below 2^24.
   *
   * <p>The reciprocal is rounded to float32 once. ONNX's QuantizeLinear divides instead, so of a
   * number halfway between two levels it may give the other one.
   *
   * @param scale real difference of two neighbouring levels; positive, and no subnormal number
   * @param zero how many levels lie below 0; from 0 to 255
   */
  record Quantize(float scale, int zero) implements Pointwise {
    /** Levels above the lowest. */
    public static final int MOST = 255;

    /** Added and subtracted, it leaves the nearest whole number: floats here are that far apart. */
    public static final float WHOLE = 3 << 22;

    public Quantize {
      if (!(scale >= Float.MIN_NORMAL && scale <= Float.MAX_VALUE)) {
        throw new IllegalArgumentException("Quantize: scale " + scale + " is none");
      }
      if (zero < 0 || zero > MOST) {
        throw new IllegalArgumentException("Quantize: zero must be 0 to 255, found " + zero);
      }
    }

    /** Whether a model rounds some value to levels. */
    public static boolean isIn(Model model) {
      return model.nodes().stream().anyMatch(node -> node.op() instanceof Quantize);
    }

    /** What numbers are multiplied by. */
    public float inverse() {
      return 1 / scale;
    }

    public float least() {
      return -zero;
    }

    public float most() {
      return MOST - zero;
    }

    @Override
    public OpKind kind() {
      return PointwiseKind.QUANTIZE;
    }

    @Override
    public Attributes attributes() {
      return new Attributes(List.of(zero), List.of(scale));
    }

    @Override
    public float apply(float x) {
      return round(x, inverse(), least(), most());
    }

    /** The same where reciprocal and bounds are at hand. */
    public static float round(float x, float inverse, float least, float most) {
      float scaled = x * inverse;
      float above = scaled > least ? scaled : least;
      return ((above < most ? above : most) + WHOLE) - WHOLE;
    }
  }
}
