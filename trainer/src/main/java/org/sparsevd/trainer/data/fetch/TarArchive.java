package org.sparsevd.trainer.data.fetch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.sparsevd.file.AtomicFile;
import org.sparsevd.trainer.data.DatasetException;

/**
 * Takes known files out of a tar stream (POSIX.1-1988 "ustar"): blocks of 512 bytes, a header
 * before each entry with the name at 0, the size in octal at 124, a checksum at 148 and the type at
 * 156. What else the archive holds is passed over; nothing is written under a name that it chose.
 */
final class TarArchive {
  private static final int BLOCK = 512;

  /** What an archive may hold beside the files that are wanted. */
  private static final long OTHER_BYTES = 1 << 20;

  private final String name;
  private final InputStream in;
  private long offset;

  TarArchive(String name, InputStream in) {
    this.name = name;
    this.in = in;
  }

  /**
   * Unpacks the wanted files; they appear in the folder together, when all are complete.
   *
   * @param wanted sizes by the last part of the name
   */
  void unpack(Map<String, Long> wanted, Path folder) throws IOException {
    Map<String, Path> unpacked = new TreeMap<>();
    try {
      long other = OTHER_BYTES;
      for (byte[] header = header(); header != null; header = header()) {
        String file = text(header, 0, 100);
        file = file.substring(file.lastIndexOf('/') + 1);
        long size = size(header);
        boolean regular = header[156] == '0' || header[156] == 0;
        if (regular && wanted.containsKey(file)) {
          if (size != wanted.get(file)) {
            throw damaged(file + " has " + size + " bytes, expected " + wanted.get(file));
          }
          Path temporary = folder.resolve("." + file + ".tmp");
          if (unpacked.put(file, temporary) != null) {
            throw damaged(file + " twice");
          }
          copy(size, temporary);
        } else {
          other -= size + BLOCK;
          if (other < 0) {
            throw damaged("more than the files that are known");
          }
          skip(size);
        }
        skip((BLOCK - size % BLOCK) % BLOCK);
      }
      TreeSet<String> missing = new TreeSet<>(wanted.keySet());
      missing.removeAll(unpacked.keySet());
      if (!missing.isEmpty()) {
        throw damaged("no " + String.join(", ", missing));
      }
      for (Map.Entry<String, Path> entry : unpacked.entrySet()) {
        AtomicFile.move(entry.getValue(), folder.resolve(entry.getKey()));
      }
    } finally {
      for (Path temporary : unpacked.values()) {
        Files.deleteIfExists(temporary);
      }
    }
  }

  /** The next entry's header, or null at the end: a block of zeros. */
  private byte[] header() throws IOException {
    byte[] header = in.readNBytes(BLOCK);
    offset += header.length;
    if (header.length < BLOCK) {
      throw new EOFException("it ends at byte " + offset + " of the unpacked archive");
    }
    int sum = 0;
    boolean empty = true;
    for (int i = 0; i < BLOCK; i++) {
      empty &= header[i] == 0;
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    if (empty) {
      return null;
    }
    if (sum != octal(header, 148, 8)) {
      throw damaged("no tar header");
    }
    return header;
  }

  private long size(byte[] header) throws IOException {
    return octal(header, 124, 12);
  }

  private long octal(byte[] header, int from, int length) throws IOException {
    String digits = text(header, from, length).strip();
    if (!digits.matches("[0-7]{1,11}")) {
      throw damaged("no octal number at " + from + " of a header");
    }
    return Long.parseLong(digits, 8);
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.ISO_8859_1);
  }

  private void copy(long size, Path to) throws IOException {
    try (OutputStream out = Files.newOutputStream(to)) {
      byte[] block = new byte[1 << 16];
      for (long rest = size; rest > 0; ) {
        int read = in.read(block, 0, (int) Math.min(block.length, rest));
        if (read < 0) {
          throw new EOFException("it ends within " + to.getFileName());
        }
        out.write(block, 0, read);
        rest -= read;
      }
    }
    offset += size;
  }

  private void skip(long size) throws IOException {
    try {
      in.skipNBytes(size);
    } catch (EOFException e) {
      throw new EOFException("it ends within " + size + " bytes to pass over");
    }
    offset += size;
  }

  private DatasetException damaged(String found) {
    return new DatasetException(
        name + ": not the archive expected, near byte " + offset + " unpacked: " + found);
  }
}
