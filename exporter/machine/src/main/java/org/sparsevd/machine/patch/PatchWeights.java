package org.sparsevd.machine.patch;

import org.sparsevd.runtime.tile.bytes.ByteConvolution;
import org.sparsevd.runtime.tile.bytes.ByteLanes;

/** The weights of a layer at all points, in the order in which code reads them. */
record PatchWeights(PatchShape shape) {

  /** Pairs of words of a part: {@code [point][some filters][pair][filter of these]}. */
  int[] part(int part) {
    int blocks = PatchShape.PART / shape.filters();
    int[] all = new int[PatchPoints.COUNT * blocks * shape.pairs() * shape.filters()];
    int[] window = new int[PatchPoints.TAPS * PatchPoints.TAPS];
    int[] points = new int[PatchPoints.COUNT];
    int channels = shape.layer().in().channels() * ByteLanes.CHANNELS;
    for (int i = 0; i < PatchShape.PART; i++) {
      int filter = part * PatchShape.PART + i;
      for (int channel = 0; channel < channels && filter < shape.layer().filters(); channel++) {
        if (read(filter, channel, window)) {
          PatchPoints.weights(window, points);
          put(points, i, channel, all);
        }
      }
    }
    return all;
  }

  /** Copies a window, and says whether it has a weight. */
  private boolean read(int filter, int channel, int[] window) {
    ByteConvolution layer = shape.layer();
    int lane = channel / ByteLanes.CHANNELS * window.length;
    int any = 0;
    for (int tap = 0; tap < window.length; tap++) {
      window[tap] = layer.weight(filter, lane + tap, channel % ByteLanes.CHANNELS);
      any |= window[tap];
    }
    return any != 0;
  }

  /** The first and the third channel of a lane are a pair, and the two others. */
  private void put(int[] points, int filter, int channel, int[] all) {
    int own = channel % ByteLanes.CHANNELS;
    int pair = channel / ByteLanes.CHANNELS * PatchShape.HALVES + own % PatchShape.HALVES;
    int upper = own / PatchShape.HALVES * Short.SIZE;
    int blocks = PatchShape.PART / shape.filters();
    for (int point = 0; point < points.length; point++) {
      int block = point * blocks + filter / shape.filters();
      int at = (block * shape.pairs() + pair) * shape.filters() + filter % shape.filters();
      all[at] |= (points[point] & 0xffff) << upper;
    }
  }
}
