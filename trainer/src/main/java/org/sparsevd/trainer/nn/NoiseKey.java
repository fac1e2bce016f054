package org.sparsevd.trainer.nn;

import org.sparsevd.trainer.data.CounterRandom;

/**
 * Names one array of standard normals: the value at an index is a pure function of key and index
 * ({@link Normals}), so a run repeats whatever the threads and wherever it was resumed.
 */
public record NoiseKey(int first, int second) {
  private static final long STREAM = 0x6e6f697365L; // "noise"

  /** The noise of one layer at one step of a run. */
  public static NoiseKey of(long seed, long step, int layer) {
    long layerSeed = CounterRandom.derive(CounterRandom.derive(seed, STREAM), layer);
    long key = CounterRandom.bits(layerSeed, step);
    return new NoiseKey((int) key, (int) (key >>> 32));
  }
}
