package org.sparsevd.sparse;

import java.util.Arrays;
import java.util.List;
import org.sparsevd.tensor.CorruptTensorException;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;

/**
 * One header byte, then a bit stream (a bitmap of live rows, one of live columns, each where that
 * is smaller, and one bit per position of live rows times live columns), then the values.
 */
final class BitmaskCodec {
  private static final int ROW_BITMAP = 1;
  private static final int COLUMN_BITMAP = 2;

  private BitmaskCodec() {}

  static byte[] encode(SparseTensor tensor) {
    LiveLines liveRows = LiveLines.of(tensor.rows(), rowIndices(tensor));
    LiveLines liveColumns = LiveLines.of(tensor.columns(), tensor.columnIndices());
    byte[] best = null;
    for (LiveLines rows : List.of(LiveLines.all(tensor.rows()), liveRows)) {
      for (LiveLines columns : List.of(LiveLines.all(tensor.columns()), liveColumns)) {
        // Rows must cost a bit each, in the bitmap or in the mask: readers bound their number so.
        if (rows.isBitmap() || columns.count() > 0) {
          byte[] bytes = encode(tensor, rows, columns);
          best = best == null || bytes.length < best.length ? bytes : best;
        }
      }
    }
    return best;
  }

  private static byte[] encode(SparseTensor tensor, LiveLines rows, LiveLines columns) {
    int[] pointers = tensor.rowPointers();
    int[] columnIndices = tensor.columnIndices();
    BitWriter out = new BitWriter();
    int header = (rows.isBitmap() ? ROW_BITMAP : 0) | (columns.isBitmap() ? COLUMN_BITMAP : 0);
    out.bits(header, 8);
    rows.write(out);
    columns.write(out);
    for (int row = 0; row < rows.count(); row++) {
      int at = pointers[rows.line(row)];
      int end = pointers[rows.line(row) + 1];
      for (int column = 0; column < columns.count(); column++) {
        boolean set = at < end && columnIndices[at] == columns.line(column);
        out.bit(set);
        at += set ? 1 : 0;
      }
    }
    return Values.append(out, tensor.values());
  }

  /** The row of each non-zero. */
  private static int[] rowIndices(SparseTensor tensor) {
    int[] pointers = tensor.rowPointers();
    int[] rows = new int[pointers[tensor.rows()]];
    for (int r = 0; r < tensor.rows(); r++) {
      Arrays.fill(rows, pointers[r], pointers[r + 1], r);
    }
    return rows;
  }

  static SparseTensor decode(byte[] bytes, int offset, int length, Shape shape)
      throws CorruptTensorException {
    BitReader in = new BitReader(bytes, offset, length);
    int header = in.bits(8, "header");
    if ((header & ~(ROW_BITMAP | COLUMN_BITMAP)) != 0) {
      throw new CorruptTensorException(0, "unused header bits must be zero, found " + header);
    }
    if (shape.dim(0) > 8L * length) {
      throw new CorruptTensorException(
          0, shape.dim(0) + " rows need at least a bit each, found " + length + " bytes");
    }
    LiveLines rows = LiveLines.read(in, (header & ROW_BITMAP) != 0, shape.dim(0), "rows");
    boolean columnBitmap = (header & COLUMN_BITMAP) != 0;
    LiveLines columns = LiveLines.read(in, columnBitmap, shape.size() / shape.dim(0), "columns");
    in.require((long) rows.count() * columns.count(), "mask");
    return decode(in, bytes, offset, shape, rows, columns);
  }

  private static SparseTensor decode(
      BitReader in, byte[] bytes, int offset, Shape shape, LiveLines rows, LiveLines columns)
      throws CorruptTensorException {
    long maskBits = (long) rows.count() * columns.count();
    int[] lengths = new int[shape.dim(0) + 1];
    int[] columnIndices = new int[in.bytesAfter(maskBits) / Float.BYTES];
    int count = 0;
    for (int row = 0; row < rows.count(); row++) {
      for (int column = 0; column < columns.count(); column++) {
        if (in.bit("mask")) {
          if (count == columnIndices.length) {
            throw new CorruptTensorException(
                in.offset(), "the mask has more than " + count + " positions, the values it has");
          }
          columnIndices[count++] = columns.line(column);
          lengths[rows.line(row) + 1]++;
        }
      }
    }
    float[] values = Values.rest(in, bytes, offset, count);
    for (int r = 0; r < shape.dim(0); r++) {
      lengths[r + 1] += lengths[r];
    }
    return new SparseTensor(shape, lengths, Arrays.copyOf(columnIndices, count), values);
  }
}
