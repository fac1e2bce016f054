package org.sparsevd.model;

import java.util.List;
import org.sparsevd.model.loop.ErrorFunction;
import org.sparsevd.model.loop.StableFunctions;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** Operators that map every element by itself, all by the same function. */
public sealed interface PointwiseOps permits Op {

  /**
   * Operators that map every element by itself, all by the same function. All readers treat them
   * alike: one of them is a row, and a row of the ONNX table.
   */
  sealed interface Pointwise extends Op {
    /** The function, computed in double and rounded once where it is not exact. */
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

  /** Functions without attributes: a row is all of an operator. */
  enum Function implements Pointwise, OpKind {
    /** {@code ln(1 + exp(x))}. */
    SOFTPLUS(28, "Softplus"),
    /** {@code x / (1 + |x|)}. */
    SOFTSIGN(29, "Softsign"),
    EXP(30, "Exp"),
    /** Not a number where {@code x} is negative. */
    SQRT(31, "Sqrt"),
    ABS(32, "Abs"),
    NEG(33, "Neg"),
    /** The error function, {@code 2 / sqrt(pi)} times the integral of {@code exp(-t^2)} to x. */
    ERF(34, "Erf"),
    /** {@code x * tanh(ln(1 + exp(x)))} (Misra, BMVC 2020). */
    MISH(36, "Mish"),
    RECIPROCAL(80, "Reciprocal"),
    /** The natural logarithm. */
    LOG(81, "Log"),
    SIN(82, "Sin"),
    COS(83, "Cos"),
    TAN(84, "Tan"),
    ASIN(85, "Asin"),
    ACOS(86, "Acos"),
    ATAN(87, "Atan"),
    SINH(88, "Sinh"),
    COSH(89, "Cosh"),
    ASINH(90, "Asinh"),
    ACOSH(91, "Acosh"),
    ATANH(92, "Atanh"),
    FLOOR(93, "Floor"),
    CEIL(94, "Ceil"),
    /** To the nearest whole number; halves to the even one. */
    ROUND(95, "Round"),
    /** -1, 0 or 1. */
    SIGN(96, "Sign"),
    /** {@code x / (1 + exp(-x))} (Elfwing, Uchibe and Doya 2018). */
    SILU(98, "Silu");

    private final OpRow row;

    Function(int number, String name) {
      this.row = OpRow.of(number, name);
    }

    @Override
    public float apply(float x) {
      return switch (this) {
        case SOFTPLUS -> (float) StableFunctions.softplus(x);
        case SOFTSIGN -> (float) (x / (1 + Math.abs((double) x)));
        case EXP -> (float) Math.exp(x);
        case SQRT -> (float) Math.sqrt(x);
        case ABS -> Math.abs(x);
        case NEG -> -x;
        case ERF -> (float) ErrorFunction.erf(x);
        case MISH -> (float) (x * Math.tanh(StableFunctions.softplus(x)));
        case RECIPROCAL -> 1 / x;
        case LOG -> (float) Math.log(x);
        case SIN -> (float) Math.sin(x);
        case COS -> (float) Math.cos(x);
        case TAN -> (float) Math.tan(x);
        case ASIN -> (float) Math.asin(x);
        case ACOS -> (float) Math.acos(x);
        case ATAN -> (float) Math.atan(x);
        case SINH -> (float) Math.sinh(x);
        case COSH -> (float) Math.cosh(x);
        case ASINH -> (float) StableFunctions.asinh(x);
        case ACOSH -> x < 1 ? Float.NaN : (float) Math.log(x + Math.sqrt((double) x * x - 1));
        case ATANH -> (float) (0.5 * (Math.log1p(x) - Math.log1p(-(double) x)));
        case FLOOR -> (float) Math.floor(x);
        case CEIL -> (float) Math.ceil(x);
        case ROUND -> (float) Math.rint(x);
        case SIGN -> Math.signum(x);
        case SILU -> (float) (x / (1 + Math.exp(-x)));
      };
    }

    @Override
    public OpRow row() {
      return row;
    }

    @Override
    public OpKind kind() {
      return this;
    }

    @Override
    public Op make(Attributes a, List<Tensor> tensors) {
      return this;
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
    SHRINK(OpRow.of(97, "Shrink", OpRow.real("bias"), OpRow.real("threshold")));

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
      return (float) (1 / (1 + Math.exp(-x)));
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
      return (float) Math.tanh(x);
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
    private static final double ROOT_HALF = Math.sqrt(0.5);
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
      double wide = x;
      double gate =
          tanh
              ? Math.tanh(SLOPE * (wide + CUBE * wide * wide * wide))
              : ErrorFunction.erf(wide * ROOT_HALF);
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
}
