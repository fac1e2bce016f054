package org.sparsevd.codec.tabled;

import java.io.ByteArrayOutputStream;
import org.sparsevd.tensor.CorruptTensorException;

/**
 * A large matrix of symbols to bytes and back, in blocks of rows that share nothing. Each symbol is
 * one look into a table; {@code FORMAT.md} has the layout.
 */
public final class TabledCodec {
  private static final int LEAST_ELEMENTS = 1 << 16;
  private static final int LEAST_LINES = 16;
  private static final int MOST_COLUMNS = 1 << 16;

  /** Elements of a block, at most, unless it is the last one. */
  private static final int BLOCK = 1 << 20;

  private static final int VARINT_BYTES = 5;

  private TabledCodec() {}

  /** Whether a matrix has the size that this code is for. */
  public static boolean fits(int rows, int columns) {
    return rows >= LEAST_LINES
        && columns >= LEAST_LINES
        && columns <= MOST_COLUMNS
        && (long) rows * columns >= LEAST_ELEMENTS;
  }

  /** Rows of each block but the last, which has those that are left over, too. */
  private static int rowsPerBlock(int columns) {
    return BLOCK / columns;
  }

  static int blocks(int rows, int columns) {
    return Math.max(1, rows / rowsPerBlock(columns));
  }

  /** Rows of a block. */
  static int rows(int rows, int columns, int block) {
    int each = rowsPerBlock(columns);
    return block == blocks(rows, columns) - 1 ? rows - block * each : each;
  }

  /** The bytes of a matrix. */
  public static byte[] encode(int[] symbols, int rows, int columns) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int start = 0;
    for (int block = 0; block < blocks(rows, columns); block++) {
      int height = rows(rows, columns, block);
      Classes classes = Fit.of(symbols, start, height, columns);
      Block.Written written = Block.write(symbols, start, classes);
      varint(out, written.head().length);
      varint(out, written.words());
      out.writeBytes(written.head());
      out.writeBytes(written.states());
      start += height * columns;
    }
    return out.toByteArray();
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int left = value;
    while (left >= 0x80) {
      out.write(left & 0x7F | 0x80);
      left >>>= 7;
    }
    out.write(left);
  }

  /**
   * The values of a matrix: its symbols, times a step.
   *
   * @throws CorruptTensorException unless the bytes are a matrix of this size, to the last one
   */
  public static float[] decode(
      byte[] bytes, int offset, int length, int rows, int columns, float step)
      throws CorruptTensorException {
    if (!fits(rows, columns)) {
      throw new CorruptTensorException(0, "a matrix of this size is not tabled");
    }
    float[] values = new float[rows * columns];
    int[] at = {offset};
    int start = 0;
    try {
      for (int block = 0; block < blocks(rows, columns); block++) {
        int height = rows(rows, columns, block);
        int head = varint(bytes, at, offset + length);
        int words = varint(bytes, at, offset + length);
        long needed = (long) head + Block.bytes(words);
        if (needed > offset + length - at[0]) {
          throw new CorruptTensorException(at[0], "block " + (block + 1) + " is cut off");
        }
        Block.read(bytes, at[0], head, words, height, columns, step, values, start);
        at[0] += (int) needed;
        start += height * columns;
      }
    } catch (CorruptTensorException e) {
      throw new CorruptTensorException(Math.max(0, e.offset() - offset), e.getMessage());
    }
    if (at[0] != offset + length) {
      throw new CorruptTensorException(
          at[0] - offset, (offset + length - at[0]) + " bytes are left over");
    }
    return values;
  }

  private static int varint(byte[] bytes, int[] at, int end) throws CorruptTensorException {
    int start = at[0];
    long value = 0;
    for (int i = 0; i < VARINT_BYTES && at[0] < end; i++) {
      int next = bytes[at[0]++];
      value |= (long) (next & 0x7F) << 7 * i;
      if (next >= 0) {
        if (value > Integer.MAX_VALUE || i > 0 && next == 0) {
          break;
        }
        return (int) value;
      }
    }
    throw new CorruptTensorException(start, "the length of a block is no number");
  }
}
