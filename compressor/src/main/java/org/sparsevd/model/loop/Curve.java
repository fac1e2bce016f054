package org.sparsevd.model.loop;

/**
 * Functions of single elements that are computed in float32, fused, so that plain code and vectors
 * find the same bits. Each is within a few units in the last place.
 */
public enum Curve {
  EXP,
  /** {@code 1 / (1 + exp(-x))}. */
  SIGMOID,
  /** {@code x / (1 + exp(-x))}. */
  SILU,
  TANH,
  /** The error function. */
  ERF,
  /** {@code x} times the share of a normal distribution below it. */
  GELU;

  /** Its value at a point. */
  public float at(float x) {
    return switch (this) {
      case EXP -> Exponential.exp(x);
      case SIGMOID -> gate(x, 1);
      case SILU -> gate(x, x);
      case TANH -> Exponential.tanh(x);
      case ERF -> NormalTail.erf(x);
      case GELU -> gelu(x);
    };
  }

  /** By {@code exp(-|x|)}, which does not overflow. */
  private static float gate(float x, float times) {
    float e = Exponential.exp(-Math.abs(x));
    return times * (x < 0 ? e : 1) / (1 + e);
  }

  private static float gelu(float x) {
    float below = NormalTail.below(Math.abs(x));
    return x * (x < 0 ? below : 1 - below);
  }
}
