package org.sparsevd.codec.entropy;

import java.util.Arrays;

/** The mean magnitude of the latest symbols in each of several lines, in classes. */
public final class Average {
  /** Larger ones count as this. */
  private static final int MOST = 512;

  /** When so many have been counted, old ones lose half their weight. */
  private static final int MEMORY = 1024;

  private final int[] sums;
  private final int[] counts;

  public Average(int lines) {
    this.sums = new int[lines];
    this.counts = new int[lines];
  }

  public void restart() {
    Arrays.fill(sums, 0);
    Arrays.fill(counts, 0);
  }

  public void add(int line, int magnitude) {
    sums[line] += Math.min(MOST, magnitude);
    counts[line]++;
    if (counts[line] == MEMORY) {
      sums[line] >>= 1;
      counts[line] >>= 1;
    }
  }

  /** 0 to 7, half a unit of the mean each: class 0 up to 1.25, class 7 from 4.25 on. */
  public int classOf(int line) {
    int quarters = (8 * sums[line] + 12) / (2 * counts[line] + 3);
    return Math.max(0, Math.min(7, quarters - 3 >> 1));
  }
}
