package org.sparsevd.compress.solve;

import java.util.Arrays;

/**
 * What symbols cost by how often each occurs in a tensor: about what an adaptive coder makes of a
 * tensor of which every part is alike. Symbols that do not occur cost what rare ones do.
 */
public final class Frequencies implements Rates {
  /** Larger magnitudes cost what this one does. */
  private static final int MOST = 64;

  private final double[] nats = new double[2 * MOST + 1];

  private Frequencies() {}

  /** The costs of symbols where these values, multiples of a step, are coded. */
  public static Frequencies of(float[] values, double step) {
    Frequencies frequencies = new Frequencies();
    double[] counts = new double[2 * MOST + 1];
    Arrays.fill(counts, 0.5);
    for (float value : values) {
      counts[MOST + limited((int) Math.rint(value / step))]++;
    }
    double all = Arrays.stream(counts).sum();
    for (int i = 0; i < counts.length; i++) {
      frequencies.nats[i] = Math.log(all / counts[i]);
    }
    return frequencies;
  }

  private static int limited(int symbol) {
    return Math.max(-MOST, Math.min(MOST, symbol));
  }

  @Override
  public double nats(int place, int symbol) {
    return nats[MOST + limited(symbol)];
  }
}
