package org.sparsevd.model.loop;

import org.sparsevd.vector.VectorSupport;

/**
 * The exponential function in float32: {@code exp(x) = 2^k * exp(r)} with k the whole number next
 * to {@code x / ln 2}, and the Taylor series of {@code exp(r)}, fused. It is within one unit in the
 * last place, denormals included.
 *
 * <p>Vectors compute the same in the same order, so it has the same bits there.
 */
public final class Exponential {
  /** From here on it is infinite. */
  public static final float MOST = 89;

  /** From here down it is 0. */
  public static final float LEAST = -104;

  public static final float LOG2_E = 1.442695f;

  /** Added to a number below 2^22, it leaves its nearest whole number in the last bits. */
  public static final float ROUNDER = 0x1.8p23f;

  public static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

  /** The first bits of ln 2: so few that all their products here are exact. */
  public static final float LN2_HIGH = 355f / 512;

  /** The rest of ln 2. */
  public static final float LN2_LOW = -2.12194440e-4f;

  public static final float C2 = 1f / 2;
  public static final float C3 = 1f / 6;
  public static final float C4 = 1f / 24;
  public static final float C5 = 1f / 120;
  public static final float C6 = 1f / 720;
  public static final float C7 = 1f / 5040;

  /** Exponent of 1, and where exponents stand. */
  public static final int BIAS = 127;

  public static final int MANTISSA_BITS = 23;

  /** Below this, the hyperbolic tangent of half of it is -1. */
  public static final float TANH_LEAST = -40;

  private static final boolean FUSES = VectorSupport.find().mayFuse();

  private Exponential() {}

  /** {@code a * b + c}; where the processor does not fuse, it may be rounded twice. */
  static float fma(float a, float b, float c) {
    return FUSES ? Math.fma(a, b, c) : (float) ((double) a * b + c);
  }

  /** {@code e^x}. */
  public static float exp(float x) {
    float y = x > MOST ? MOST : x;
    y = y < LEAST ? LEAST : y;
    float rounded = fma(y, LOG2_E, ROUNDER);
    int k = Float.floatToRawIntBits(rounded) - ROUNDER_BITS;
    float r = rest(y, rounded - ROUNDER);
    float p = fma(r, slope(r), 1);
    // Twice, since one power of two may be too small, or too large, for a float.
    int half = k >> 1;
    return p * powerOfTwo(half) * powerOfTwo(k - half);
  }

  /** {@code e^(x + low * times)}, a small part beside {@code x}, from -87 to 88. */
  static float expNormal(float x, float low, float times) {
    float rounded = fma(x, LOG2_E, ROUNDER);
    int k = Float.floatToRawIntBits(rounded) - ROUNDER_BITS;
    float r = fma(times, low, rest(x, rounded - ROUNDER));
    return fma(r, slope(r), 1) * powerOfTwo(k);
  }

  /** {@code tanh(x)}, by {@code e^y - 1} of a negative number, in which nothing cancels. */
  static float tanh(float x) {
    float y = -2 * Math.abs(x);
    y = y < TANH_LEAST ? TANH_LEAST : y;
    float rounded = fma(y, LOG2_E, ROUNDER);
    int k = Float.floatToRawIntBits(rounded) - ROUNDER_BITS;
    float power = powerOfTwo(k);
    float r = rest(y, rounded - ROUNDER);
    float less = fma(power, r * slope(r), power - 1);
    float magnitude = (0 - less) / (2 + less);
    return x < 0 ? -magnitude : magnitude;
  }

  /** {@code x} less so many times ln 2. */
  private static float rest(float x, float times) {
    return fma(times, -LN2_LOW, fma(times, -LN2_HIGH, x));
  }

  /** {@code (e^r - 1) / r}. */
  private static float slope(float r) {
    float sum = fma(r, C7, C6);
    sum = fma(r, sum, C5);
    sum = fma(r, sum, C4);
    sum = fma(r, sum, C3);
    sum = fma(r, sum, C2);
    return fma(r, sum, 1);
  }

  private static float powerOfTwo(int k) {
    return Float.intBitsToFloat(k + BIAS << MANTISSA_BITS);
  }
}
