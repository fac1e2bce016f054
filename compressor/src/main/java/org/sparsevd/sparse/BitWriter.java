package org.sparsevd.sparse;

import java.util.Arrays;

/** Appends bits, the lowest bit of each byte first. */
final class BitWriter {
  private byte[] bytes = new byte[256];
  private long bits;

  void bit(boolean set) {
    int index = (int) (bits >>> 3);
    if (index == bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.addExact(index, index));
    }
    if (set) {
      bytes[index] |= (byte) (1 << (bits & 7));
    }
    bits++;
  }

  /** The {@code width} lowest bits of a value, lowest first. */
  void bits(int value, int width) {
    for (int i = 0; i < width; i++) {
      bit((value >>> i & 1) != 0);
    }
  }

  /** {@code value >> parameter} ones, a zero, then the {@code parameter} lowest bits. */
  void rice(int value, int parameter) {
    for (int ones = value >>> parameter; ones > 0; ones--) {
      bit(true);
    }
    bit(false);
    bits(value, parameter);
  }

  /** The bits so far, the last byte filled with zeros, followed by {@code extra} zero bytes. */
  byte[] toBytes(int extra) {
    int length = Math.toIntExact((bits + 7) / 8);
    return Arrays.copyOf(Arrays.copyOf(bytes, length), Math.addExact(length, extra));
  }
}
