package org.sparsevd.model.loop;

import static org.sparsevd.model.loop.Exponential.fma;

/**
 * The share of a normal distribution below a number, in float32: {@code exp(-a^2 / 2) * m(a)} is
 * the share below {@code -a}, and {@code m} a polynomial in {@code 1 / (1 + a / 2)} times that (the
 * form of Abramowitz and Stegun, 7.1.26; coefficients fitted for this). Small shares are as exact
 * as large ones: nothing cancels.
 */
public final class NormalTail {
  /** From here on the share is 0. */
  public static final float MOST = 13;

  /** How many times as large the relative error of the variable makes that of its function. */
  public static final float GROWTH = 1.4f;

  /** Of the polynomial, from the highest power down. */
  public static final float M10 = -0.0405394025f;

  public static final float M9 = 0.195868984f;
  public static final float M8 = -0.332311541f;
  public static final float M7 = 0.117604181f;
  public static final float M6 = 0.329503f;
  public static final float M5 = -0.394912243f;
  public static final float M4 = 0.0489088707f;
  public static final float M3 = 0.0240313597f;
  public static final float M2 = 0.153164163f;
  public static final float M1 = 0.199202999f;
  public static final float M0 = 0.199479595f;

  /** From here on the error function is taken from the tail, below it from a series. */
  static final float ERF_SERIES = 1;

  /** Of {@code erf(x) / x} by {@code x^2}, from the highest power down. */
  public static final float E6 = 7.85386146e-05f;

  public static final float E5 = -0.000801019371f;
  public static final float E4 = 0.00518832775f;
  public static final float E3 = -0.0268538129f;
  public static final float E2 = 0.112835854f;
  public static final float E1 = -0.37612626f;
  public static final float E0 = 1.12837911f;

  public static final float ROOT_2 = 1.41421356f;

  private NormalTail() {}

  /** The share below {@code -a}, for {@code a} not negative. */
  static float below(float a) {
    float y = a > MOST ? MOST : a;
    float square = y * y;
    // What rounding took from the square.
    float low = fma(y, y, -square);
    float share = Exponential.expNormal(-0.5f * square, low, -0.5f) * ratio(y);
    return a > MOST ? 0 : share;
  }

  /** The share below {@code -a}, divided by {@code exp(-a^2 / 2)}. */
  public static float ratio(float a) {
    float y = a > MOST ? MOST : a;
    float w = y + 2;
    float rest = 2 - w + y;
    float t = 2 / w;
    float error = fma(-w, t, 2) - rest * t;
    float sum = fma(t, M10, M9);
    sum = fma(t, sum, M8);
    sum = fma(t, sum, M7);
    sum = fma(t, sum, M6);
    sum = fma(t, sum, M5);
    sum = fma(t, sum, M4);
    sum = fma(t, sum, M3);
    sum = fma(t, sum, M2);
    sum = fma(t, sum, M1);
    sum = fma(t, sum, M0);
    float ratio = t * sum;
    return fma(error * (GROWTH / 2), ratio, ratio);
  }

  /** The error function. */
  static float erf(float x) {
    float magnitude = Math.abs(x);
    if (magnitude < ERF_SERIES) {
      float u = x * x;
      float sum = fma(u, E6, E5);
      sum = fma(u, sum, E4);
      sum = fma(u, sum, E3);
      sum = fma(u, sum, E2);
      sum = fma(u, sum, E1);
      return x * fma(u, sum, E0);
    }
    float within = 1 - 2 * below(magnitude * ROOT_2);
    return x < 0 ? -within : within;
  }
}
