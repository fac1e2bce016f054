package org.sparsevd.trainer.data;

/**
 * Random numbers without state: each is a pure function of a seed, a stream and a counter, the same
 * on every platform and in any order of calls.
 *
 * <p>A number is three rounds of the SplitMix64 finaliser (G. Steele, D. Lea, C. Flood, "Fast
 * splittable pseudorandom number generators", 2014; constants of D. Stafford's variant 13), one for
 * each argument.
 */
public final class CounterRandom {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private CounterRandom() {}

  /** 64 random bits. */
  public static long bits(long seed, long stream, long counter) {
    return bits(derive(seed, stream), counter);
  }

  /** 64 random bits of a seed made by {@link #derive}: saves work where many counters follow. */
  public static long bits(long derivedSeed, long counter) {
    return mix(derivedSeed + counter * GOLDEN_GAMMA);
  }

  /** A seed of its own for each stream, such as the purpose of the numbers or an epoch. */
  public static long derive(long seed, long stream) {
    return mix(mix(seed + GOLDEN_GAMMA) + stream * GOLDEN_GAMMA);
  }

  /**
   * The bits as an integer from 0 to bound - 1; the bias is below {@code bound / 2^32}.
   *
   * @param bound at least 1
   */
  public static int below(int bound, long bits) {
    return (int) (((bits >>> 32) * bound) >>> 32);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
