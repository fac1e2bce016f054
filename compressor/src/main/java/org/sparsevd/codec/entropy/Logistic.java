package org.sparsevd.codec.entropy;

/**
 * Logarithms of odds in units of 1/256 nat, to probabilities and back, from two small tables.
 *
 * <p>The tables hold the integers nearest to {@code 4096 ln(1 + i / 256)} and {@code 65536 / (1 +
 * exp(-i / 16))}. No entry is so close to a tie that the last bits of a double matter, so any
 * implementation of the two functions gives the same tables.
 */
public final class Logistic {
  /** Log odds beyond this, about 11 nats, count as this. */
  public static final int LIMIT = 11 * 256 - 1;

  /** Bits of the probabilities that {@link #logOdds} takes. */
  static final int FINE_BITS = 22;

  /** Costs are in 1/4096 nat. */
  public static final int COST_UNIT = 1 << 12;

  /** What a running average may count at most, so that it never stops to learn. */
  static final int MEMORY = 256;

  private static final int LN_2 = 2839;

  /** Entries of the tables of log odds: probabilities from 0 to 1, and from 0 to 1/16. */
  private static final int ENTRIES = 1 << 12;

  private static final int SMALL = 1 << FINE_BITS - 4;

  private final int[] logarithms = new int[256];
  private final int[] probabilities = new int[2 * 11 * 16 + 1];
  private final short[] logOdds = new short[ENTRIES];
  private final short[] smallLogOdds = new short[ENTRIES];
  private final int[] rates = new int[MEMORY];

  public Logistic() {
    for (int i = 0; i < logarithms.length; i++) {
      logarithms[i] = (int) StrictMath.rint(COST_UNIT * StrictMath.log(1 + i / 256.0));
    }
    int middle = probabilities.length / 2;
    for (int i = 0; i < probabilities.length; i++) {
      double odds = StrictMath.exp((middle - i) / 16.0);
      probabilities[i] = (int) StrictMath.rint(65536 / (1 + odds));
    }
    for (int i = 0; i < ENTRIES; i++) {
      logOdds[i] = (short) (ln(2 * i + 1) - ln(2 * ENTRIES - 2 * i - 1) >> 4);
      smallLogOdds[i] = (short) (ln(2 * i + 1) - ln(32 * ENTRIES - 2 * i - 1) >> 4);
    }
    for (int i = 0; i < rates.length; i++) {
      rates[i] = (1 << 17) / (2 * i + 3);
    }
  }

  /** How far a running average moves after so many values: 1/65536 of the distance, times this. */
  int rate(int count) {
    return rates[count];
  }

  /** The count after one more value. */
  static int next(int count) {
    return Math.min(count + 1, MEMORY - 1);
  }

  /** {@code 4096 ln(value)}, for a value of at least 1. */
  private int ln(int value) {
    int top = 31 - Integer.numberOfLeadingZeros(value);
    int fraction = top > 8 ? value >>> top - 8 : value << 8 - top;
    return top * LN_2 + logarithms[fraction & 0xFF];
  }

  /**
   * Log odds of a probability of {@link #FINE_BITS} bits; the middle of those that share the first
   * 12 bits, or 16 where the probability is below 1/16.
   */
  public int logOdds(int probability) {
    return probability < SMALL ? smallLogOdds[probability >>> 6] : logOdds[probability >>> 10];
  }

  /** The probability of these log odds, 1 to 2^16 - 1 out of 2^16. */
  public int probability(int logOdds) {
    int x = Math.max(-LIMIT, Math.min(LIMIT, logOdds)) + LIMIT + 1;
    int below = probabilities[x >> 4];
    return below + ((probabilities[(x >> 4) + 1] - below) * (x & 15) >> 4);
  }

  /** What a decision of this probability out of 2^16 costs, to about one unit. */
  public int cost(int probability) {
    int top = 31 - Integer.numberOfLeadingZeros(probability);
    int fraction = probability << 16 - top & 0xFFFF;
    int below = logarithms[fraction >> 8];
    int above = fraction >> 8 == 0xFF ? LN_2 : logarithms[(fraction >> 8) + 1];
    int part = (above - below) * (fraction & 0xFF) + 128 >> 8;
    return (BitCoder.PROBABILITY_BITS - top) * LN_2 - below - part;
  }
}
