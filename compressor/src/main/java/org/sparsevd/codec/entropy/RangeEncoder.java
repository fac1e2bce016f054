package org.sparsevd.codec.entropy;

import java.util.Arrays;

/**
 * Writes binary decisions: an interval of 32 bits shrinks to the part that each decision has by its
 * probability; leading bytes leave it when the rest falls below 2^24.
 */
public final class RangeEncoder implements BitCoder {
  private byte[] bytes = new byte[64];
  private int count;
  private long low;
  private long range = RangeDecoder.FULL;

  @Override
  public boolean code(boolean bit, int probability) {
    long split = range * probability >>> PROBABILITY_BITS;
    if (bit) {
      range = split;
    } else {
      low += split;
      range -= split;
      carry();
    }
    while (range < RangeDecoder.LEAST) {
      append((int) (low >>> 24));
      low = low << 8 & RangeDecoder.FULL;
      range <<= 8;
    }
    return bit;
  }

  private void carry() {
    if (low > RangeDecoder.FULL) {
      low &= RangeDecoder.FULL;
      int at = count - 1;
      while (++bytes[at] == 0) {
        at--;
      }
    }
  }

  private void append(int value) {
    if (count == bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.addExact(count, count));
    }
    bytes[count++] = (byte) value;
  }

  /**
   * Ends the stream: the value of the interval with the most zero bits behind it. Zero bytes at the
   * end are left out, for a decoder takes what follows the end as zero.
   */
  public byte[] toBytes() {
    for (int bits = 0; bits <= 32; bits += 8) {
      long below = RangeDecoder.FULL >>> bits;
      long value = low + below & ~below;
      if (value < low + range) {
        low = value;
        break;
      }
    }
    carry();
    for (int i = 0; i < 4; i++) {
      append((int) (low >>> 24));
      low = low << 8 & RangeDecoder.FULL;
    }
    int length = count;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    return Arrays.copyOf(bytes, length);
  }
}
