package org.sparsevd.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads one section of a file front to back; every refusal names the section and the byte. */
final class ByteInput {
  private final String section;
  private final byte[] bytes;
  private final int end;
  private int at;

  /** The bytes from {@code start} to before {@code end}, offsets counted from the file's start. */
  ByteInput(String section, byte[] bytes, int start, int end) {
    this.section = section;
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  byte[] bytes() {
    return bytes;
  }

  int offset() {
    return at;
  }

  int remaining() {
    return end - at;
  }

  FormatException refuse(long offset, String problem) {
    return new FormatException(section, offset, problem);
  }

  /** Moves over this many bytes and returns where they start. */
  int skip(int count, String what) throws FormatException {
    if (count > remaining()) {
      throw refuse(at, what + " takes " + count + " bytes, " + remaining() + " are left");
    }
    at += count;
    return at - count;
  }

  int u8(String what) throws FormatException {
    return bytes[skip(1, what)] & 0xFF;
  }

  int u32(String what) throws FormatException {
    int start = skip(4, what);
    int value = 0;
    for (int i = 3; i >= 0; i--) {
      value = value << 8 | bytes[start + i] & 0xFF;
    }
    return value;
  }

  float f32(String what) throws FormatException {
    return Float.intBitsToFloat(u32(what));
  }

  int varint(String what) throws FormatException {
    int start = at;
    long value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int next = u8(what);
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        if (next == 0 && shift > 0 || value > Integer.MAX_VALUE) {
          break;
        }
        return (int) value;
      }
    }
    throw refuse(start, what + " is no varint from 0 to 2^31-1 in its shortest form");
  }

  int varint(String what, int least, int most) throws FormatException {
    int start = at;
    int value = varint(what);
    if (value < least || value > most) {
      throw refuse(start, what + " must be " + least + " to " + most + ", found " + value);
    }
    return value;
  }

  String string(String what, int least, int most) throws FormatException {
    int length = varint("length of " + what, least, most);
    int start = skip(length, what);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw refuse(start, what + " is not well-formed UTF-8");
    }
  }

  void expectEnd() throws FormatException {
    if (at != end) {
      throw refuse(at, remaining() + " bytes are left over");
    }
  }
}
