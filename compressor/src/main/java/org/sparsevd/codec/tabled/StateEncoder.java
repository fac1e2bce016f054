package org.sparsevd.codec.tabled;

import java.util.Arrays;

/**
 * Writes symbols from the last to the first: two states in turns, each an asymmetric numeral system
 * with words of 32 bits (Duda, "Asymmetric numeral systems: entropy coding combining speed of
 * Huffman coding with compression rate of arithmetic coding", 2013, section 3; interleaved as in
 * Giesen, "Interleaved entropy coders", 2014).
 */
final class StateEncoder {
  /** States begin with this, and never fall below it. */
  static final long LEAST = 1L << 31;

  static final int STATES = 2;

  private final long[] states = {LEAST, LEAST};
  private int[] words = new int[1 << 12];
  private int count;
  private int turn;

  /** An encoder of so many symbols. */
  StateEncoder(long symbols) {
    this.turn = (int) (symbols % STATES);
  }

  /** Goes back to the symbol before: its raw bits follow, then its bin. */
  void back() {
    turn = turn == 0 ? STATES - 1 : turn - 1;
  }

  /** Raw bits, at most 18. */
  void raw(int value, int bits) {
    put(63 - bits, 1);
    states[turn] = states[turn] << bits | value;
  }

  /** A bin of this frequency, with so many frequencies before it. */
  void bin(int frequency, int before) {
    put(63 - Frequencies.BITS, frequency);
    long state = states[turn];
    long whole = state / frequency;
    states[turn] = (whole << Frequencies.BITS) + (state - whole * frequency) + before;
  }

  private void put(int shift, int limit) {
    if (states[turn] >>> shift >= limit) {
      if (count == words.length) {
        words = Arrays.copyOf(words, 2 * count);
      }
      words[count++] = (int) states[turn];
      states[turn] >>>= 32;
    }
  }

  /** How many words there are. */
  int count() {
    return count;
  }

  /** The states as they are at last, then the words from the last to the first. */
  byte[] toBytes() {
    byte[] bytes = new byte[Long.BYTES * STATES + Integer.BYTES * count];
    int at = 0;
    for (long state : states) {
      at = put(bytes, at, state, Long.BYTES);
    }
    for (int i = count - 1; i >= 0; i--) {
      at = put(bytes, at, words[i], Integer.BYTES);
    }
    return bytes;
  }

  private static int put(byte[] bytes, int at, long value, int width) {
    for (int i = 0; i < width; i++) {
      bytes[at + i] = (byte) (value >>> 8 * i);
    }
    return at + width;
  }
}
