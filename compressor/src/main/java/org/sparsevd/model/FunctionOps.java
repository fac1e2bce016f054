package org.sparsevd.model;

import java.util.List;
import org.sparsevd.model.loop.Curve;
import org.sparsevd.model.loop.StableFunctions;
import org.sparsevd.tensor.Tensor;

/** Operators of {@link PointwiseOps} that have no attributes. */
public sealed interface FunctionOps permits Op {

  /** Functions without attributes: a row is all of an operator. */
  enum Function implements PointwiseOps.Pointwise, OpKind {
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
        case EXP -> Curve.EXP.at(x);
        case SQRT -> (float) Math.sqrt(x);
        case ABS -> Math.abs(x);
        case NEG -> -x;
        case ERF -> Curve.ERF.at(x);
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
        case SILU -> Curve.SILU.at(x);
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
}
