package org.sparsevd.onnx.operator;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.model.Op;
import org.sparsevd.model.OpKind;

/**
 * The functions of each element in ONNX, a row each. The compiler asks for the row of a new one.
 */
public final class PointwiseTable {
  private PointwiseTable() {}

  private static PointwiseRow row(Op.Function function) {
    return switch (function) {
      case SOFTPLUS -> row(function, "Softplus", 1);
      case SOFTSIGN -> row(function, "Softsign", 1);
      case EXP -> row(function, "Exp", 6);
      case SQRT -> row(function, "Sqrt", 6);
      case ABS -> row(function, "Abs", 6);
      case NEG -> row(function, "Neg", 6);
      case ERF -> row(function, "Erf", 9);
      case MISH -> row(function, "Mish", 18);
      case RECIPROCAL -> row(function, "Reciprocal", 6);
      case LOG -> row(function, "Log", 6);
      case SIN -> row(function, "Sin", 7);
      case COS -> row(function, "Cos", 7);
      case TAN -> row(function, "Tan", 7);
      case ASIN -> row(function, "Asin", 7);
      case ACOS -> row(function, "Acos", 7);
      case ATAN -> row(function, "Atan", 7);
      case SINH -> row(function, "Sinh", 9);
      case COSH -> row(function, "Cosh", 9);
      case ASINH -> row(function, "Asinh", 9);
      case ACOSH -> row(function, "Acosh", 9);
      case ATANH -> row(function, "Atanh", 9);
      case FLOOR -> row(function, "Floor", 6);
      case CEIL -> row(function, "Ceil", 6);
      case ROUND -> row(function, "Round", 11);
      case SIGN -> row(function, "Sign", 9);
      case SILU -> row(function, "Swish", 24).orTimes("Sigmoid");
    };
  }

  private static PointwiseRow row(Op.PointwiseKind kind) {
    return switch (kind) {
      case RELU -> row(kind, "Relu", 6);
      case LEAKY_RELU -> row(kind, "LeakyRelu", 6).real("alpha", 0.01f);
      case CLIP ->
          row(kind, "Clip", 6)
              .real("min", -Float.MAX_VALUE)
              .real("max", Float.MAX_VALUE)
              .asInputsSince(11);
      case SIGMOID -> row(kind, "Sigmoid", 6);
      case TANH -> row(kind, "Tanh", 6);
      case HARD_SIGMOID -> row(kind, "HardSigmoid", 6).real("alpha", 0.2f).real("beta", 0.5f);
      case HARD_SWISH -> row(kind, "HardSwish", 14);
      case ELU -> row(kind, "Elu", 6).real("alpha", 1);
      case SELU -> row(kind, "Selu", 6).real("alpha", 1.6732632f).real("gamma", 1.050701f);
      case GELU -> row(kind, "Gelu", 20).text("approximate", "none", "tanh");
      case THRESHOLDED_RELU -> row(kind, "ThresholdedRelu", 10).real("alpha", 1);
      case SHRINK -> row(kind, "Shrink", 9).real("bias", 0).real("lambd", 0.5f);
      case QUANTIZE -> throw new IllegalArgumentException("a pair of ONNX operators, with types");
    };
  }

  private static PointwiseRow row(OpKind kind, String name, int since) {
    return new PointwiseRow(kind, name, since, List.of(), PointwiseRow.NEVER, "");
  }

  /** The row of a function. */
  public static PointwiseRow of(Op.Pointwise function) {
    return function instanceof Op.Function plain
        ? row(plain)
        : row((Op.PointwiseKind) function.kind());
  }

  /** Whether it is one ONNX operator of floats. */
  private static boolean isSingle(Op.PointwiseKind kind) {
    return kind != Op.PointwiseKind.QUANTIZE;
  }

  /** All rows; the function that rounds to levels has none. */
  public static List<PointwiseRow> all() {
    List<PointwiseRow> all = new ArrayList<>();
    for (Op.Function function : Op.Function.values()) {
      all.add(row(function));
    }
    for (Op.PointwiseKind kind : Op.PointwiseKind.values()) {
      if (isSingle(kind)) {
        all.add(row(kind));
      }
    }
    return all;
  }
}
