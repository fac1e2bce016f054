package org.sparsevd.sparse;

import org.sparsevd.tensor.CorruptTensorException;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;

/**
 * Compressed sparse rows: two header bytes, then a bit stream (a bitmap of live columns where that
 * is smaller, one Rice code per row length, one per gap between columns), then the values.
 */
final class CsrCodec {
  /** Set in the first header byte when a bitmap of live columns follows. */
  private static final int COLUMN_BITMAP = 0x80;

  private static final int PARAMETER_BITS = 0x1F;

  private CsrCodec() {}

  static byte[] encode(SparseTensor tensor) {
    byte[] all = encode(tensor, LiveLines.all(tensor.columns()));
    byte[] live = encode(tensor, LiveLines.of(tensor.columns(), tensor.columnIndices()));
    return live.length < all.length ? live : all;
  }

  private static byte[] encode(SparseTensor tensor, LiveLines columns) {
    int[] lengths = rowLengths(tensor);
    int[] gaps = gaps(tensor, columns);
    int lengthParameter = bestParameter(lengths);
    int gapParameter = bestParameter(gaps);
    BitWriter out = new BitWriter();
    out.bits(lengthParameter | (columns.isBitmap() ? COLUMN_BITMAP : 0), 8);
    out.bits(gapParameter, 8);
    columns.write(out);
    for (int length : lengths) {
      out.rice(length, lengthParameter);
    }
    for (int gap : gaps) {
      out.rice(gap, gapParameter);
    }
    return Values.append(out, tensor.values());
  }

  private static int[] rowLengths(SparseTensor tensor) {
    int[] pointers = tensor.rowPointers();
    int[] lengths = new int[tensor.rows()];
    for (int r = 0; r < lengths.length; r++) {
      lengths[r] = pointers[r + 1] - pointers[r];
    }
    return lengths;
  }

  /** Live columns skipped since the previous non-zero of the row, or since its start. */
  private static int[] gaps(SparseTensor tensor, LiveLines columns) {
    int[] pointers = tensor.rowPointers();
    int[] gaps = tensor.columnIndices();
    for (int r = 0; r < tensor.rows(); r++) {
      int next = 0;
      for (int i = pointers[r]; i < pointers[r + 1]; i++) {
        int column = columns.rank(gaps[i]);
        gaps[i] = column - next;
        next = column + 1;
      }
    }
    return gaps;
  }

  /** The Rice parameter that needs the fewest bits for these values. */
  private static int bestParameter(int[] values) {
    int best = 0;
    long fewest = Long.MAX_VALUE;
    // A larger parameter alone takes as many bits for each value; most searches end soon.
    for (int parameter = 0; parameter <= 30; parameter++) {
      long bits = 0;
      if (values.length * (parameter + 1L) >= fewest) {
        break;
      }
      for (int value : values) {
        bits += (value >>> parameter) + 1L + parameter;
      }
      if (bits < fewest) {
        fewest = bits;
        best = parameter;
      }
    }
    return best;
  }

  static SparseTensor decode(byte[] bytes, int offset, int length, Shape shape)
      throws CorruptTensorException {
    BitReader in = new BitReader(bytes, offset, length);
    int rows = shape.dim(0);
    int header = in.bits(8, "header");
    int lengthParameter = parameter(header & ~COLUMN_BITMAP, 0);
    int gapParameter = parameter(in.bits(8, "header"), 1);
    boolean bitmap = (header & COLUMN_BITMAP) != 0;
    LiveLines columns = LiveLines.read(in, bitmap, shape.size() / rows, "columns");

    in.require(rows, "row lengths");
    int[] rowPointers = new int[rows + 1];
    for (int r = 0; r < rows; r++) {
      int limit = Math.min(columns.count(), in.remainingBytes() / Float.BYTES - rowPointers[r]);
      rowPointers[r + 1] = rowPointers[r] + in.rice(lengthParameter, limit, "row length");
    }
    int[] columnIndices = new int[rowPointers[rows]];
    for (int r = 0; r < rows; r++) {
      row(in, gapParameter, columns, columnIndices, rowPointers[r], rowPointers[r + 1]);
    }
    float[] values = Values.rest(in, bytes, offset, columnIndices.length);
    return new SparseTensor(shape, rowPointers, columnIndices, values);
  }

  /** The columns of a row. A method of its own: the JIT compiles what is called often sooner. */
  private static void row(
      BitReader in, int parameter, LiveLines columns, int[] indices, int start, int end)
      throws CorruptTensorException {
    int last = columns.count() - 1;
    int next = 0;
    for (int i = start; i < end; i++) {
      int column = next + in.rice(parameter, last - next, "column gap");
      indices[i] = columns.line(column);
      next = column + 1;
    }
  }

  private static int parameter(int header, int offset) throws CorruptTensorException {
    if (header > PARAMETER_BITS - 1) {
      throw new CorruptTensorException(
          offset, "Rice parameter must be 0 to 30 and unused bits zero, found " + header);
    }
    return header;
  }
}
