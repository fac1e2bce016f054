package org.sparsevd.trainer.data.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Makes small tar archives. */
final class Tar {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Tar folder(String name) {
    return entry(name, '5', 0, new byte[0]);
  }

  Tar file(String name, byte[] content) {
    return entry(name, '0', content.length, content);
  }

  Tar entry(String name, char type, long size, byte[] content) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644");
    put(header, 124, String.format("%011o", size));
    put(header, 148, "        ");
    header[156] = (byte) type;
    put(header, 257, "ustar");
    int sum = 0;
    for (byte value : header) {
      sum += value & 0xff;
    }
    put(header, 148, String.format("%06o", sum));
    header[154] = 0;
    bytes.writeBytes(header);
    bytes.writeBytes(content);
    bytes.writeBytes(new byte[(512 - content.length % 512) % 512]);
    return this;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] content = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(content, 0, header, at, content.length);
  }

  byte[] unfinished() {
    return bytes.toByteArray();
  }

  byte[] finished() {
    bytes.writeBytes(new byte[1024]);
    return bytes.toByteArray();
  }

  byte[] gzip() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(finished());
    }
    return packed.toByteArray();
  }
}
