package org.sparsevd.text;

import java.util.Arrays;

/** A set of code points, as ranges. */
final class CodePoints {
  private final int[] firsts;
  private final int[] lasts;

  private CodePoints(int[] firsts, int[] lasts) {
    this.firsts = firsts;
    this.lasts = lasts;
  }

  /** Those of ascending ranges in hexadecimal, such as {@code 7fd 897-89f}. */
  static CodePoints of(String ranges) {
    String[] all = ranges.split(" ");
    int[] firsts = new int[all.length];
    int[] lasts = new int[all.length];
    for (int i = 0; i < all.length; i++) {
      String[] ends = all[i].split("-");
      firsts[i] = Integer.parseInt(ends[0], 16);
      lasts[i] = Integer.parseInt(ends[ends.length - 1], 16);
    }
    return new CodePoints(firsts, lasts);
  }

  boolean has(int c) {
    int found = Arrays.binarySearch(firsts, c);
    int range = found < 0 ? -found - 2 : found;
    return range >= 0 && c <= lasts[range];
  }
}
