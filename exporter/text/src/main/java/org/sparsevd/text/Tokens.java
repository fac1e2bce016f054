package org.sparsevd.text;

/**
 * What a net reads: one text, or two behind each other.
 *
 * @param all tokens, those around texts included
 * @param second where the second text begins; behind all where there is none
 */
record Tokens(int[] all, int second) {
  /** Those of one text. */
  static Tokens of(int[] all) {
    return new Tokens(all, all.length);
  }
}
