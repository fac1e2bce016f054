package org.sparsevd.codec.tabled;

/**
 * Bins of symbols: 0 and magnitudes up to 15 alone, four to each octave above, whose members are
 * told apart by raw bits. Bin {@code 2 b - 1} holds positive symbols, bin {@code 2 b} negative ones
 * of the same magnitudes.
 */
final class Bins {
  /** Bins of magnitudes, up to the one of 2^20. */
  static final int MAGNITUDES = 81;

  /** Bins with signs. */
  static final int COUNT = 2 * MAGNITUDES - 1;

  private static final int ALONE = 16;
  private static final int ALONE_BITS = 4;

  private Bins() {}

  /** The bin of a magnitude. */
  static int ofMagnitude(int magnitude) {
    if (magnitude < ALONE) {
      return magnitude;
    }
    int octave = 31 - Integer.numberOfLeadingZeros(magnitude);
    return ALONE + 4 * (octave - ALONE_BITS) + (magnitude >>> octave - 2 & 3);
  }

  /** The bin of a symbol. */
  static int of(int symbol) {
    int bin = 2 * ofMagnitude(Math.abs(symbol));
    return symbol > 0 ? bin - 1 : bin;
  }

  /** The least magnitude in a bin of magnitudes. */
  static int least(int bin) {
    return bin < ALONE ? bin : 4 + (bin & 3) << rawBits(bin);
  }

  /** How many raw bits tell the members of a bin of magnitudes apart. */
  static int rawBits(int bin) {
    return bin < ALONE ? 0 : (bin - ALONE) / 4 + ALONE_BITS - 2;
  }
}
