package org.sparsevd.format;

import java.util.zip.CRC32C;

/** Sets damaged files' lengths and checksums right, so that the damage behind them is looked at. */
final class Signed {
  private Signed() {}

  /** The file with its length and its checksums as they should be, where those can be found. */
  static byte[] file(byte[] file) {
    if (file[4] == 1) {
      putInt(file, 5, file.length);
      signSections(file);
    } else {
      int at = 5;
      for (int rest = file.length; at < 8 && (rest > 127 || at < 6); rest >>>= 7) {
        file[at++] = (byte) (rest | (rest > 127 ? 0x80 : 0));
      }
      putInt(file, file.length - 4, checksum(file, 0, file.length - 4));
    }
    return file;
  }

  private static void signSections(byte[] file) {
    int start = 9;
    while (start < file.length) {
      int at = start + 1;
      int length = 0;
      for (int shift = 0; at < file.length && shift < 28; shift += 7) {
        length |= (file[at] & 0x7F) << shift;
        if (file[at++] >= 0) {
          break;
        }
      }
      int end = at + length;
      if (length < 0 || end > file.length - 4) {
        return;
      }
      putInt(file, end, checksum(file, start, end));
      start = end + 4;
    }
  }

  private static int checksum(byte[] file, int from, int to) {
    CRC32C checksum = new CRC32C();
    checksum.update(file, from, to - from);
    return (int) checksum.getValue();
  }

  private static void putInt(byte[] file, int at, int value) {
    for (int i = 0; i < 4; i++) {
      file[at + i] = (byte) (value >>> 8 * i);
    }
  }
}
