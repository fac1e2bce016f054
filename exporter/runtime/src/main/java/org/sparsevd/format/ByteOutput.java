package org.sparsevd.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Collects the bytes of a file or section. */
final class ByteOutput {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  void u8(int value) {
    bytes.write(value);
  }

  void u32(int value) {
    for (int shift = 0; shift < 32; shift += 8) {
      bytes.write(value >>> shift);
    }
  }

  void f32(float value) {
    u32(Float.floatToRawIntBits(value));
  }

  void varint(int value) {
    int rest = value;
    while (rest >>> 7 != 0) {
      bytes.write(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    bytes.write(rest);
  }

  void string(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    varint(utf8.length);
    raw(utf8);
  }

  void raw(byte[] value) {
    bytes.writeBytes(value);
  }

  /** Id, length and payload, then their checksum. */
  void section(int id, ByteOutput payload) {
    ByteOutput framed = new ByteOutput();
    framed.u8(id);
    framed.varint(payload.bytes.size());
    framed.raw(payload.toBytes());
    framed.checksum();
    raw(framed.toBytes());
  }

  /** Appends the checksum of all bytes so far. */
  void checksum() {
    byte[] all = toBytes();
    u32(Checksum.of(all, 0, all.length));
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
