package org.sparsevd.codec.entropy;

import org.sparsevd.model.CorruptTensorException;

/**
 * The work and memory that a coded stream may cause by its length: rows and columns of its tensors,
 * and positions that it decides on. An adaptive code alone would not bound them: what is certain
 * costs almost no bits.
 */
public final class StreamLimit {
  private long lines;
  private long positions;

  public StreamLimit(int bytes) {
    this.lines = (1L << 20) + 64L * bytes;
    this.positions = (1L << 22) + 1024L * bytes;
  }

  public void takeLines(RangeDecoder coder, long count) throws CorruptTensorException {
    lines -= count;
    check(coder, lines, count + " rows and columns");
  }

  public void takePositions(RangeDecoder coder, long count) throws CorruptTensorException {
    positions -= count;
    check(coder, positions, count + " positions");
  }

  private static void check(RangeDecoder coder, long left, String what)
      throws CorruptTensorException {
    if (left < 0) {
      throw new CorruptTensorException(
          coder.offset(), what + " are more than a stream of this length may have");
    }
  }
}
