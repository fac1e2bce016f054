package org.sparsevd.trainer.data;

/** The order in which an epoch visits the training images. */
public final class Shuffle {
  private static final long STREAM = 0x73687566666c65L; // "shuffle"

  private Shuffle() {}

  /**
   * A permutation of 0 to count - 1 that depends on the arguments alone (Fisher-Yates).
   *
   * @param epoch counted from 0
   */
  public static int[] permutation(long seed, int epoch, int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    long epochSeed = CounterRandom.derive(CounterRandom.derive(seed, STREAM), epoch);
    for (int i = count - 1; i > 0; i--) {
      int j = CounterRandom.below(i + 1, CounterRandom.bits(epochSeed, i));
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }
}
