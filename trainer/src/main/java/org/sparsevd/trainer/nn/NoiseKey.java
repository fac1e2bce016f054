package org.sparsevd.trainer.nn;

/**
 * Names one array of standard normals: the value at an index is a pure function of key and index
 * ({@link Normals}), so a run repeats whatever the threads and wherever it was resumed.
 */
public record NoiseKey(int first, int second) {

  /** The noise of one layer at one step of a run. */
  public static NoiseKey of(long seed, long step, int layer) {
    long key = mix(mix(seed + 0x9E3779B97F4A7C15L * (layer + 1)) + step);
    return new NoiseKey((int) key, (int) (key >>> 32));
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
