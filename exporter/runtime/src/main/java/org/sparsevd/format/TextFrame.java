package org.sparsevd.format;

import java.util.Arrays;

/** A compact file with what its net needs to read texts in front. */
final class TextFrame {
  static final int MAGIC = 'S' | 'P' << 8 | 'V' << 16 | 'T' << 24;
  private static final int MAGIC_BYTES = 4;
  private static final int CHECKSUM_BYTES = 4;

  private TextFrame() {}

  static boolean is(byte[] file) {
    return file.length > MAGIC_BYTES
        && file[0] == 'S'
        && file[1] == 'P'
        && file[2] == 'V'
        && file[3] == 'T';
  }

  static byte[] write(byte[] text, byte[] model) {
    ByteOutput inner = new ByteOutput();
    inner.varint(text.length);
    inner.raw(text);
    inner.raw(model);
    byte[] body = inner.toBytes();
    int length = MAGIC_BYTES + 1;
    while (length < MAGIC_BYTES + Frame.varintBytes(length + body.length + CHECKSUM_BYTES)) {
      length++;
    }
    ByteOutput file = new ByteOutput();
    file.u32(MAGIC);
    file.varint(Math.addExact(length, Math.addExact(body.length, CHECKSUM_BYTES)));
    file.raw(body);
    file.checksum();
    return file.toBytes();
  }

  /** Where the parts of a file lie; its length and checksum are right. */
  private static int[] parts(byte[] file) throws FormatException {
    int length = Frame.length(file);
    if (length != file.length) {
      throw new FormatException(
          "header", MAGIC_BYTES, "states a length of " + length + " bytes, found " + file.length);
    }
    int end = file.length - CHECKSUM_BYTES;
    Frame.checkChecksum(new ByteInput("frame", file, end, file.length), 0, "the file");
    ByteInput in = new ByteInput("text", file, MAGIC_BYTES, end);
    in.varint("length");
    int from = in.skip(in.varint("length of the text section"), "the text section");
    return new int[] {from, in.offset(), end};
  }

  static byte[] text(byte[] file) throws FormatException {
    int[] parts = parts(file);
    return Arrays.copyOfRange(file, parts[0], parts[1]);
  }

  static byte[] model(byte[] file) throws FormatException {
    int[] parts = parts(file);
    byte[] model = Arrays.copyOfRange(file, parts[1], parts[2]);
    if (is(model)) {
      throw new FormatException("text", parts[1], "another text section lies in the file");
    }
    return model;
  }
}
