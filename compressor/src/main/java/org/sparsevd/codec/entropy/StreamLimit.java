package org.sparsevd.codec.entropy;

import org.sparsevd.tensor.CorruptTensorException;

/**
 * The work and memory that a coded stream may cause by its length: rows and columns of its tensors,
 * positions of symbols, and decisions in all. An adaptive code alone would not bound them: what is
 * certain costs almost no bits.
 */
public final class StreamLimit {
  private final long decisions;
  private long lines;
  private long positions;

  /** The limits of a stream of so many bytes. */
  public StreamLimit(int bytes) {
    this.decisions = (1L << 24) + 2048L * bytes;
    this.lines = (1L << 20) + 64L * bytes;
    this.positions = (1L << 22) + 1024L * bytes;
  }

  /** Refuses a stream that took more decisions than it may by now. */
  public void checkDecisions(RangeDecoder coder) throws CorruptTensorException {
    if (coder.decisions() > decisions) {
      throw refusal(coder, coder.decisions() + " decisions");
    }
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
      throw refusal(coder, what);
    }
  }

  private static CorruptTensorException refusal(RangeDecoder coder, String what) {
    return new CorruptTensorException(
        coder.offset(), what + " are more than a stream of this length may have");
  }
}
