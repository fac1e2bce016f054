package org.sparsevd.machine.depth;

import org.sparsevd.machine.bytes.ByteTable;
import org.sparsevd.runtime.tile.bytes.ByteDepthwise;
import org.sparsevd.runtime.tile.bytes.ByteLanes;

/**
 * What the code of a depthwise layer reads for each four channels: numbers of theirs side by side,
 * then weights. A step adds two taps, as words, or four, as bytes.
 *
 * @param steps the taps of each step; {@link #NONE} has no weight
 */
public record DepthJobs(ByteDepthwise layer, int[][] steps) {
  /** No tap. */
  static final int NONE = -1;

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

  /**
   * Each tap once, in their order.
   *
   * @param together taps of a step
   */
  static DepthJobs of(ByteDepthwise layer, int together) {
    int taps = layer.taps().length;
    int[][] steps = new int[(taps + together - 1) / together][together];
    for (int i = 0; i < steps.length * together; i++) {
      steps[i / together][i % together] = i < taps ? i : NONE;
    }
    return new DepthJobs(layer, steps);
  }

  int bytes() {
    return WEIGHTS + steps.length * STEP;
  }

  /** Where the weights of a step lie. */
  static int weights(int step) {
    return WEIGHTS + step * STEP;
  }

  /** The tap that a step reads at one of its places; where it has none its first. */
  int tap(int step, int place) {
    int tap = steps[step][place];
    return tap == NONE ? steps[step][0] : tap;
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
        for (int step = 0; step < steps.length; step++) {
          table.set(plane, weights(step) + i * Integer.BYTES, packed(channel, steps[step]));
        }
      }
    }
  }

  /** The weights of a channel in a step: two words, or four bytes. */
  private int packed(int channel, int[] taps) {
    int bits = Integer.SIZE / taps.length;
    int packed = 0;
    for (int place = taps.length - 1; place >= 0; place--) {
      int weight = taps[place] == NONE ? 0 : layer.weight(channel, taps[place]);
      packed = packed << bits | weight & (1 << bits) - 1;
    }
    return packed;
  }
}
