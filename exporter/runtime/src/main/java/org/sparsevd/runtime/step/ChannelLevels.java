package org.sparsevd.runtime.step;

import org.sparsevd.model.Op;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.step.map.Levels;

/**
 * Levels of {@code scale[c] * x + shift[c]}, for each channel of {@code run} consecutive floats:
 * how a layer in 8 bits ends.
 */
public record ChannelLevels(Levels map, int run, int in, int out) implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    float[] x = scratch.values(in);
    float[] y = scratch.values(out);
    float[] scale = map.scale();
    if (run == 1 && map.isNumber()) {
      single(scale, map.shift(), map.levels(), x, y);
      return;
    }
    for (int c = 0; c < scale.length; c++) {
      map.apply(c, x, c * run, y, c * run, run);
    }
  }

  private static void single(
      float[] scale, float[] shift, Op.Quantize levels, float[] x, float[] y) {
    float inverse = levels.inverse();
    float least = levels.least();
    float most = levels.most();
    for (int i = 0; i < scale.length; i++) {
      float scaled = (scale[i] * x[i] + shift[i]) * inverse;
      y[i] = (Math.min(Math.max(scaled, least), most) + Op.Quantize.WHOLE) - Op.Quantize.WHOLE;
    }
  }
}
