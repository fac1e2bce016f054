package org.sparsevd.array;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A {@code .npy} file: the bytes {@code 93 NUMPY}, two of version, the length of the header (16
 * bits in version 1, 32 in 2 and 3, little-endian), the header, and the values, nothing behind
 * them. (NumPy Enhancement Proposal 1.)
 */
public final class NpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST_HEADER = 1 << 16;
  private static final int FIRST_ALLOCATION = 1 << 20;

  /** NumPy lets values begin at a multiple of this. */
  private static final int ALIGNMENT = 64;

  private NpyFile() {}

  /**
   * Reads a file.
   *
   * @throws ArrayFileException if it is none, is damaged, or holds no numbers
   */
  public static NumberArray read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ArrayFileException(
          file + ": expected a .npy file, found " + (Files.exists(file) ? "no file" : "nothing"));
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      return read(file.toString(), in, Files.size(file));
    }
  }

  /**
   * Reads from a stream to its end.
   *
   * @param bound the most bytes that the stream can hold
   */
  static NumberArray read(String name, InputStream in, long bound) throws IOException {
    NpyHeader header = header(name, in);
    if (header.length() > bound) {
      throw truncated(name, header, "the file holds at most " + bound);
    }
    byte[] values = new byte[Math.min(header.length(), FIRST_ALLOCATION)];
    int filled = 0;
    while (filled < header.length()) {
      if (filled == values.length) {
        values = Arrays.copyOf(values, (int) Math.min(header.length(), 2L * filled));
      }
      int read = in.read(values, filled, values.length - filled);
      if (read < 0) {
        throw truncated(name, header, "found " + filled);
      }
      filled += read;
    }
    if (in.read() >= 0) {
      throw new ArrayFileException(
          name
              + ": expected "
              + header.length()
              + " bytes of values for "
              + header
              + ", found more");
    }
    return new NumberArray(
        name,
        header.type(),
        header.shape(),
        header.fortran(),
        ByteBuffer.wrap(values).order(header.order()));
  }

  private static ArrayFileException truncated(String name, NpyHeader header, String found) {
    return new ArrayFileException(
        name
            + ": truncated: expected "
            + header.length()
            + " bytes of values for "
            + header
            + ", "
            + found);
  }

  private static NpyHeader header(String name, InputStream in) throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + 2);
    if (start.length < MAGIC.length + 2
        || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new ArrayFileException(
          name
              + ": no .npy file: expected it to begin with the bytes 93 4e 55 4d 50 59 and a"
              + " version, found "
              + (start.length == 0
                  ? "an empty file"
                  : HexFormat.ofDelimiter(" ").formatHex(start)));
    }
    int version = start[MAGIC.length];
    if (version < 1 || version > 3 || start[MAGIC.length + 1] != 0) {
      throw new ArrayFileException(
          name
              + ": expected version 1.0, 2.0 or 3.0 of .npy, found "
              + (version & 0xff)
              + "."
              + (start[MAGIC.length + 1] & 0xff));
    }
    byte[] lengthBytes = in.readNBytes(version == 1 ? 2 : 4);
    long length = 0;
    for (int i = 0; i < lengthBytes.length; i++) {
      length |= (lengthBytes[i] & 0xffL) << 8 * i;
    }
    if (length > LONGEST_HEADER) {
      throw new ArrayFileException(
          name + ": expected a header of at most " + LONGEST_HEADER + " bytes, found " + length);
    }
    byte[] text = in.readNBytes((int) length);
    if (text.length < length || lengthBytes.length < (version == 1 ? 2 : 4)) {
      throw new ArrayFileException(
          name + ": truncated: expected a header of " + length + " bytes, found " + text.length);
    }
    return NpyHeader.parse(name, text);
  }

  /**
   * A file of float32, byte for byte as NumPy writes it.
   *
   * @param values as many as the shape has, the last index the fastest
   * @throws IllegalArgumentException if they are not, or exceed 2 GiB
   */
  public static byte[] encode(int[] shape, float[] values) {
    long size = 1;
    for (int dim : shape) {
      size = Math.multiplyExact(size, (long) dim);
    }
    String dictionary = NpyHeader.floats(shape);
    int prefix = MAGIC.length + 4;
    int padded = ((prefix + dictionary.length() + 1) / ALIGNMENT + 1) * ALIGNMENT;
    if (size != values.length || padded + 4L * size > Integer.MAX_VALUE - 16) {
      throw new IllegalArgumentException(
          values.length + " values do not fit a .npy file of " + Arrays.toString(shape));
    }
    ByteBuffer file =
        ByteBuffer.allocate(padded + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (padded - prefix));
    file.put(dictionary.getBytes(StandardCharsets.US_ASCII));
    while (file.position() < padded - 1) {
      file.put((byte) ' ');
    }
    file.put((byte) '\n');
    file.asFloatBuffer().put(values);
    return file.array();
  }
}
