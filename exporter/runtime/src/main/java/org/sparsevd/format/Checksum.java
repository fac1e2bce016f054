package org.sparsevd.format;

import java.util.zip.CRC32C;

/** CRC-32C of part of a file. */
final class Checksum {
  /** Bytes up to which loading the JDK's class, some 3 ms, takes longer than the loop here. */
  private static final int SHORT = 1 << 15;

  /** The polynomial 0x1EDC6F41, bits reversed. */
  private static final int POLYNOMIAL = 0x82F63B78;

  private static final int NIBBLE = 4;

  private Checksum() {}

  /** The checksum of the bytes from {@code start} to before {@code end}. */
  static int of(byte[] bytes, int start, int end) {
    return end - start <= SHORT ? loop(bytes, start, end) : library(bytes, start, end);
  }

  static int library(byte[] bytes, int start, int end) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, start, end - start);
    return (int) checksum.getValue();
  }

  /** Half a byte at a time, so that the table takes no time to fill. */
  static int loop(byte[] bytes, int start, int end) {
    int[] table = new int[1 << NIBBLE];
    for (int i = 0; i < table.length; i++) {
      table[i] = i;
      for (int k = 0; k < NIBBLE; k++) {
        table[i] = table[i] >>> 1 ^ ((table[i] & 1) == 0 ? 0 : POLYNOMIAL);
      }
    }
    int crc = -1;
    for (int i = start; i < end; i++) {
      crc ^= bytes[i] & 0xFF;
      crc = crc >>> NIBBLE ^ table[crc & 0xF];
      crc = crc >>> NIBBLE ^ table[crc & 0xF];
    }
    return ~crc;
  }
}
