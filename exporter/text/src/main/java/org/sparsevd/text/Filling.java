package org.sparsevd.text;

/**
 * Up to which length texts are filled, so that calls have few shapes: plans are made for each, and
 * those of a few are kept. Filled tokens are masked, so that a net leaves them out. Whether it does
 * is tried once, on a text. Safe to share between threads.
 */
final class Filling {
  private static final int STEP = 8;

  /** Lengths grow by a quarter to a half, in multiples of eight. */
  private static final int STEPS_OF_ONE = 4;

  private final boolean possible;

  /** The length of the first text; 0 before it. */
  private int first;

  private Boolean leavesOut;

  /**
   * Filling of texts for a net.
   *
   * @param possible whether it takes a mask, and texts of any length
   */
  Filling(boolean possible) {
    this.possible = possible;
  }

  /** The length to which so many tokens are filled: 8, 16, 24, 32, 48, 64, 96, 128, ... */
  static int length(int tokens) {
    int step = STEP;
    while (tokens > STEPS_OF_ONE * step) {
      step *= 2;
    }
    return (tokens + step - 1) / step * step;
  }

  /**
   * Whether the net is still to be tried. Texts of one length need no filling, so the first length
   * goes as it is.
   *
   * @param tokens of the text at hand
   * @param length that it would be filled to
   */
  synchronized boolean isToBeTried(int tokens, int length) {
    if (first == 0) {
      first = tokens;
    }
    return possible && leavesOut == null && tokens != first && tokens != length;
  }

  /** Takes what was found: whether a filled text has the vector that it has alone, to the bit. */
  synchronized void tried(boolean same) {
    leavesOut = same;
  }

  /** Whether texts may be filled. */
  synchronized boolean serves() {
    return Boolean.TRUE.equals(leavesOut);
  }
}
