package org.sparsevd.codec.entropy;

import org.sparsevd.tensor.CorruptTensorException;

/** Reads what {@link RangeEncoder} wrote. Bytes after the end count as zero. */
public final class RangeDecoder implements BitCoder {
  static final long FULL = 0xFFFF_FFFFL;
  static final long LEAST = 1L << 24;

  private final byte[] bytes;
  private final int start;
  private final int end;
  private int at;
  private long code;
  private long range = FULL;
  private long decisions;

  public RangeDecoder(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.start = offset;
    this.end = offset + length;
    this.at = offset;
    for (int i = 0; i < 4; i++) {
      code = code << 8 | next();
    }
  }

  private int next() {
    return at++ < end ? bytes[at - 1] & 0xFF : 0;
  }

  @Override
  public boolean code(boolean ignored, int probability) {
    decisions++;
    long split = range * probability >>> PROBABILITY_BITS;
    boolean bit = code < split;
    if (bit) {
      range = split;
    } else {
      code -= split;
      range -= split;
    }
    while (range < LEAST) {
      code = code << 8 | next();
      range <<= 8;
    }
    return bit;
  }

  /** How many decisions there were so far: the work that the stream caused. */
  public long decisions() {
    return decisions;
  }

  /** Bytes up to the current position, at most all. */
  public int offset() {
    return Math.min(at, end) - start;
  }

  /**
   * Refuses bytes that no decision needed, a zero byte at the end, and an end that is not the
   * shortest that tells the same: what an encoder writes is the only valid stream.
   */
  public void finish() throws CorruptTensorException {
    if (at < end) {
      throw new CorruptTensorException(offset(), end - at + " bytes are left over");
    }
    if (end == start) {
      return;
    }
    int last = bytes[end - 1] & 0xFF;
    if (last == 0) {
      throw new CorruptTensorException(end - start - 1, "the last coded byte must not be zero");
    }
    int behind = at - end;
    if (behind < 4) {
      long unit = 1L << 8 * behind;
      if (code >= unit || code + (256 - last) * unit < range) {
        throw new CorruptTensorException(end - start - 1, "the end is not the shortest one");
      }
    }
  }
}
