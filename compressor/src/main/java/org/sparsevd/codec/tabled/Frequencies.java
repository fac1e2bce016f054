package org.sparsevd.codec.tabled;

import java.util.Arrays;
import org.sparsevd.codec.entropy.BitCoder;
import org.sparsevd.codec.entropy.Contexts;
import org.sparsevd.codec.entropy.Logistic;

/**
 * Codes how often each bin occurs, as levels of four to an octave: level 0 is never, level 1 a
 * share of 1 / 4096, level {@code n} about {@code 1 + 2^((n - 2) / 4)} of that. Each is told as its
 * difference to what its neighbour and the table before let expect.
 */
final class Frequencies {
  /** Bits of frequencies; those of a table add up to this power of two. */
  static final int BITS = 12;

  static final int SUM = 1 << BITS;

  /** The highest level. */
  static final int MOST = 4 * BITS + 2;

  /** {@code 16 * 2^(i / 4)}, rounded. */
  private static final int[] QUARTERS = {16, 19, 23, 27};

  private static final int CLASSES = 3;
  private static final int LENGTHS = 16;

  private final BitCoder coder;
  private final Contexts contexts;

  /** Of the table before: in the order in which they are told. */
  private int[] before = new int[Bins.COUNT];

  Frequencies(BitCoder coder, Logistic logistic) {
    this.coder = coder;
    this.contexts = new Contexts(logistic, CLASSES * (LENGTHS + 1), 0, 0);
  }

  /** Codes a table's levels; a decoder overwrites them. All lie in 0 to {@link #MOST}. */
  void code(int[] levels, int count) {
    int last = 0;
    int lastBefore = 0;
    for (int i = 0; i < count; i++) {
      int expected = Math.max(0, Math.min(MOST, last + before[i] - lastBefore));
      last = code(levels[i], expected);
      lastBefore = before[i];
      levels[i] = last;
    }
    before = Arrays.copyOf(levels, Bins.COUNT);
  }

  private int code(int level, int expected) {
    int base = (expected == 0 ? 0 : expected < 10 ? 1 : 2) * (LENGTHS + 1);
    int distance = Math.abs(level - expected);
    int most = Math.max(expected, MOST - expected);
    int coded = 0;
    while (coded < most && bit(distance > coded, base + Math.min(coded, LENGTHS - 1))) {
      coded++;
    }
    boolean up = expected - coded < 0;
    if (coded > 0 && !up && expected + coded <= MOST) {
      up = bit(level > expected, base + LENGTHS);
    }
    return up ? expected + coded : expected - coded;
  }

  private boolean bit(boolean bit, int context) {
    boolean coded = coder.code(bit, contexts.probability(context));
    contexts.learn(context, coded);
    return coded;
  }

  /** The level nearest to a share, by ratio. */
  static int level(long count, long all) {
    if (count == 0) {
      return 0;
    }
    double weight = (double) count * SUM / all - 1;
    int level = weight <= 0 ? 1 : 2 + (int) Math.rint(4 * Math.log(weight) / Math.log(2));
    return Math.max(1, Math.min(MOST, level));
  }

  private static int weight(int level) {
    return level < 2 ? 0 : QUARTERS[level - 2 & 3] << (level - 2 >> 2);
  }

  /**
   * Frequencies that add up to {@link #SUM}: 1 for each level that is not 0, the rest by weight,
   * and what rounding leaves to the largest, the first of them.
   *
   * @return null where all levels are 0
   */
  static int[] of(int[] levels) {
    long weights = 0;
    int present = 0;
    for (int level : levels) {
      weights += weight(level);
      present += level > 0 ? 1 : 0;
    }
    if (present == 0) {
      return null;
    }
    int[] frequencies = new int[levels.length];
    int left = SUM;
    int largest = 0;
    for (int i = 0; i < levels.length; i++) {
      if (levels[i] > 0) {
        long shared = weights == 0 ? 0 : (long) weight(levels[i]) * (SUM - present) / weights;
        frequencies[i] = 1 + (int) shared;
        left -= frequencies[i];
      }
      largest = frequencies[i] > frequencies[largest] ? i : largest;
    }
    frequencies[largest] += left;
    return frequencies;
  }
}
