package org.sparsevd.model.loop;

/** What stands around the sums of a recurrent layer, with the parameters that are usual. */
public enum Activation {
  SIGMOID("Sigmoid"),
  TANH("Tanh"),
  RELU("Relu"),
  /** {@code 0.2 x + 0.5}, between 0 and 1. */
  HARD_SIGMOID("HardSigmoid"),
  SOFTSIGN("Softsign"),
  SOFTPLUS("Softplus"),
  /** {@code exp(x) - 1} below zero. */
  ELU("Elu"),
  /** {@code 0.01 x} below zero. */
  LEAKY_RELU("LeakyRelu");

  private final String title;

  Activation(String title) {
    this.title = title;
  }

  /** As ONNX calls it. */
  public String title() {
    return title;
  }

  double apply(double x) {
    return switch (this) {
      case SIGMOID -> 1 / (1 + Math.exp(-x));
      case TANH -> Math.tanh(x);
      case RELU -> Math.max(x, 0);
      case HARD_SIGMOID -> Math.max(0, Math.min(1, 0.2 * x + 0.5));
      case SOFTSIGN -> x / (1 + Math.abs(x));
      case SOFTPLUS -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
      case ELU -> x < 0 ? Math.expm1(x) : x;
      case LEAKY_RELU -> x < 0 ? 0.01 * x : x;
    };
  }
}
