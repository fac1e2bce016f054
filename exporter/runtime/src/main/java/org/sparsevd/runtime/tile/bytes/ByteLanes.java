package org.sparsevd.runtime.tile.bytes;

/**
 * The four bytes of a lane, which lies in memory as a float of the same bits. Such floats are moved
 * and never computed with.
 */
public final class ByteLanes {
  /** Channels of a lane. */
  public static final int CHANNELS = 4;

  private static final int MASK = 255;

  private ByteLanes() {}

  /** Images of four channels that so many channels take. */
  public static int planes(int channels) {
    return (channels + CHANNELS - 1) / CHANNELS;
  }

  /** The byte of a channel. */
  public static int get(float lane, int channel) {
    return Float.floatToRawIntBits(lane) >>> bits(channel) & MASK;
  }

  /** The lane with another byte for a channel. */
  public static float with(float lane, int channel, int value) {
    int others = Float.floatToRawIntBits(lane) & ~(MASK << bits(channel));
    return Float.intBitsToFloat(others | value << bits(channel));
  }

  /** A lane of four equal bytes. */
  public static float all(int value) {
    return Float.intBitsToFloat(value * 0x01010101);
  }

  private static int bits(int channel) {
    return channel % CHANNELS * Byte.SIZE;
  }
}
