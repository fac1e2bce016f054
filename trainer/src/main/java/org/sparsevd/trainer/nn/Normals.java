package org.sparsevd.trainer.nn;

/**
 * The definition of a run's standard normals: Box-Muller over a keyed integer hash.
 *
 * <p>Index {@code i} lies in block {@code i / 32} at place {@code i % 32}. Places {@code p} and
 * {@code p + 16} share the uniforms of pair {@code 16 block + p}: {@code r cos(2 pi v)} and {@code
 * r sin(2 pi v)} with {@code r = sqrt(-2 ln u)}.
 */
public final class Normals {
  /** Normals of a block; half of them cosines, then their sines. */
  public static final int BLOCK = 32;

  private Normals() {}

  /** A bijection of 32 bits whose every output bit depends on every input bit. */
  public static int hash(int x) {
    x ^= x >>> 16;
    x *= 0x7feb352d;
    x ^= x >>> 15;
    x *= 0x846ca68b;
    return x ^ (x >>> 16);
  }

  /** Writes the normals of indices {@code from} to {@code to}. */
  public static void fill(NoiseKey key, int from, int to, float[] out) {
    for (int i = from; i < to; i++) {
      out[i] = (float) at(key, i);
    }
  }

  /** The normal of one index, in double precision from the same hash. */
  public static double at(NoiseKey key, int index) {
    int pair = index / BLOCK * (BLOCK / 2) + index % (BLOCK / 2);
    int h1 = hash(pair ^ key.first());
    int h2 = hash(h1 + key.second());
    double u = 1 - (h1 >>> 9) * 0x1p-23;
    double angle = 2 * Math.PI * ((h2 >>> 9) * 0x1p-23 - 0.5);
    double radius = Math.sqrt(-2 * Math.log(u));
    return radius * (index % BLOCK < BLOCK / 2 ? Math.cos(angle) : Math.sin(angle));
  }

  /** A number of [0, 1) for an index: multiples of 2^-24 from the same hash. */
  public static float uniform(NoiseKey key, int index) {
    return (hash(hash(index ^ key.first()) + key.second()) >>> 8) * 0x1p-24f;
  }
}
