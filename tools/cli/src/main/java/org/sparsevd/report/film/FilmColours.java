package org.sparsevd.report.film;

import java.awt.image.IndexColorModel;

/**
 * The colours of a film's pictures, of which only the page differs: a picture is drawn once and
 * shown light or dark.
 */
enum FilmColours {
  LIGHT(0xffffff, 0xe3e4e6, 0x1c1d1f, 0xc81e24, 0x1d4ed8, 0x1e3a8a),
  DARK(0x1c1e21, 0x383c42, 0xececee, 0xff7a7c, 0x6ea8fe, 0xa5c8ff);

  /** Index of what is zero. */
  static final byte PAPER = 0;

  /** Index of the lines between tiles. */
  static final byte LINE = 1;

  /** Index of figures. */
  static final byte INK = 2;

  private static final int FIRST = 3;
  private static final int STRENGTHS = 120;

  private final int paper;
  private final int line;
  private final int ink;
  private final int positive;
  private final int negative;
  private final int size;

  FilmColours(int paper, int line, int ink, int positive, int negative, int size) {
    this.paper = paper;
    this.line = line;
    this.ink = ink;
    this.positive = positive;
    this.negative = negative;
    this.size = size;
  }

  /** The index of a strength from -1 to 1; what is not zero is never paper. */
  static byte index(double strength) {
    if (strength == 0) {
      return PAPER;
    }
    int step = (int) Math.min(STRENGTHS - 1, Math.abs(strength) * STRENGTHS);
    return (byte) (FIRST + step + (strength < 0 ? STRENGTHS : 0));
  }

  /** The colours behind the indices. */
  IndexColorModel model(FilmStyle style) {
    int[] colours = new int[256];
    colours[PAPER] = paper;
    colours[LINE] = line;
    colours[INK] = ink;
    for (int step = 0; step < STRENGTHS; step++) {
      double share = 0.06 + 0.94 * (step + 1) / STRENGTHS;
      colours[FIRST + step] = mixed(style == FilmStyle.SIGNED ? positive : size, share);
      colours[FIRST + STRENGTHS + step] = mixed(negative, share);
    }
    return new IndexColorModel(8, 256, colours, 0, false, -1, java.awt.image.DataBuffer.TYPE_BYTE);
  }

  private int mixed(int colour, double share) {
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = paper >> shift & 0xff;
      int to = colour >> shift & 0xff;
      mixed |= (int) Math.round(from + (to - from) * share) << shift;
    }
    return mixed;
  }
}
