package org.sparsevd.sparse;

import org.sparsevd.tensor.CorruptTensorException;

/** Reads what {@link BitWriter} wrote, from bytes that may be hostile. */
final class BitReader {
  /** Bits from any on that four bytes have. */
  private static final int SURE_BITS = 25;

  private final byte[] bytes;
  private final int start;
  private final long end;
  private long bit;

  BitReader(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.start = offset;
    this.end = 8L * length;
  }

  boolean bit(String what) throws CorruptTensorException {
    if (bit == end) {
      throw new CorruptTensorException(offset(), "the bytes end within the " + what);
    }
    boolean set = (bytes[start + (int) (bit >>> 3)] >>> (bit & 7) & 1) != 0;
    bit++;
    return set;
  }

  /**
   * A number, its lowest bit first.
   *
   * @param width bits, at most 32
   */
  int bits(int width, String what) throws CorruptTensorException {
    if (width > end - bit) {
      bit = end;
      throw new CorruptTensorException(offset(), "the bytes end within the " + what);
    }
    int at = start + (int) (bit >>> 3);
    int skipped = (int) (bit & 7);
    long value = 0;
    for (int have = -skipped; have < width; have += 8) {
      long next = bytes[at++] & 0xFF;
      value |= have < 0 ? next >>> skipped : next << have;
    }
    bit += width;
    return (int) (value & (1L << width) - 1);
  }

  /** A value of {@link BitWriter#rice}, refused where it exceeds {@code limit}. */
  int rice(int parameter, int limit, String what) throws CorruptTensorException {
    if (end - bit >= Integer.SIZE) {
      // Of four bytes, 25 bits are there for sure, and nearly all values take no more.
      int at = start + (int) (bit >>> 3);
      int next =
          bytes[at] & 0xFF
              | (bytes[at + 1] & 0xFF) << 8
              | (bytes[at + 2] & 0xFF) << 16
              | bytes[at + 3] << 24;
      next >>>= (int) (bit & 7);
      int quotient = Integer.numberOfTrailingZeros(~next);
      int length = quotient + 1 + parameter;
      if (length <= SURE_BITS) {
        int value = (quotient << parameter) + (next >>> quotient + 1 & (1 << parameter) - 1);
        if (value <= limit) {
          bit += length;
          return value;
        }
      }
    }
    return longRice(parameter, limit, what);
  }

  private int longRice(int parameter, int limit, String what) throws CorruptTensorException {
    int at = offset();
    long quotient = 0;
    while (bit(what)) {
      quotient++;
      if (quotient > limit) {
        throw new CorruptTensorException(at, what + " exceeds " + limit);
      }
    }
    long value = (quotient << parameter) + bits(parameter, what);
    if (value > limit) {
      throw new CorruptTensorException(at, what + " " + value + " exceeds " + limit);
    }
    return (int) value;
  }

  /** Refuses unless this many bits are left; to be called before allocating for them. */
  void require(long count, String what) throws CorruptTensorException {
    if (count > end - bit) {
      throw new CorruptTensorException(
          offset(), "the " + what + " need " + count + " bits, " + (end - bit) + " are left");
    }
  }

  /** Moves to the next whole byte; what is skipped must be zero. */
  void align() throws CorruptTensorException {
    while ((bit & 7) != 0) {
      if (bit("padding")) {
        throw new CorruptTensorException((int) (bit - 1 >>> 3), "padding bits must be zero");
      }
    }
  }

  /** Bytes before the current bit, counted from the first. */
  int offset() {
    return (int) (bit >>> 3);
  }

  /** Whole bytes that are left once this many bits, which must be there, have been read. */
  int bytesAfter(long count) {
    return (int) (end - bit - count >>> 3);
  }

  /** Whole bytes after the current bit. */
  int remainingBytes() {
    return bytesAfter(0);
  }
}
