package org.sparsevd.machine.bytes;

import org.sparsevd.runtime.tile.bytes.ByteDepthwise;
import org.sparsevd.runtime.tile.bytes.ByteLanes;

/**
 * What the code of a depthwise layer reads for each four channels: numbers of theirs side by side,
 * then weights. A step adds two taps, as words, or four, as bytes.
 *
 * @param together taps of a step
 */
record DepthJobs(ByteDepthwise layer, int together) {
  /** What sums begin with. */
  static final int BIAS = 0;

  static final int SCALE = 16;
  static final int SHIFT = 32;

  /** Bytes from the first channel of the image that is read. */
  static final int READ = 48;

  /** The same of the output. */
  static final int WRITE = 52;

  private static final int WEIGHTS = 64;

  /** Bytes of the weights of a step. */
  private static final int STEP = 16;

  int steps() {
    return (layer.taps().length + together - 1) / together;
  }

  int bytes() {
    return WEIGHTS + steps() * STEP;
  }

  /** Where the weights of a step lie. */
  static int weights(int step) {
    return WEIGHTS + step * STEP;
  }

  /** The tap that a step adds at one of its places; beyond the last one its first, by zero. */
  int tap(int step, int place) {
    int tap = step * together + place;
    return tap < layer.taps().length ? tap : step * together;
  }

  void fill(ByteTable table) {
    for (int plane = 0; plane < layer.out().channels(); plane++) {
      int in = Math.multiplyExact(plane, layer.in().tiling().stride());
      int out = Math.multiplyExact(plane, layer.out().tiling().stride());
      table.set(plane, READ, ByteTable.bytes(in));
      table.set(plane, WRITE, ByteTable.bytes(out));
      for (int i = 0; i < ByteLanes.CHANNELS; i++) {
        int channel = plane * ByteLanes.CHANNELS + i;
        if (channel < layer.channels()) {
          table.set(plane, BIAS + i * Integer.BYTES, layer.starts()[channel]);
          table.set(plane, SCALE + i * Float.BYTES, layer.ending().scale()[channel]);
          table.set(plane, SHIFT + i * Float.BYTES, layer.ending().shift()[channel]);
        }
        for (int step = 0; step < steps(); step++) {
          table.set(plane, weights(step) + i * Integer.BYTES, packed(channel, step));
        }
      }
    }
  }

  /** The weights of a channel in a step: two words, or four bytes. */
  private int packed(int channel, int step) {
    int bits = Integer.SIZE / together;
    int packed = 0;
    for (int place = together - 1; place >= 0; place--) {
      int tap = step * together + place;
      int weight = tap < layer.taps().length ? layer.weight(channel, tap) : 0;
      packed = packed << bits | weight & (1 << bits) - 1;
    }
    return packed;
  }
}
