package org.sparsevd.runtime.step;

import org.sparsevd.model.Op;
import org.sparsevd.runtime.layout.Scratch;

/**
 * {@code scale[c] * x + shift[c]} for each channel of {@code run} consecutive floats: an affine map
 * or a batch normalisation.
 */
public record ChannelAffine(float[] scale, float[] shift, int run, boolean relu, int in, int out)
    implements KernelStep {

  /** A batch normalisation as the affine map that it is. */
  public static ChannelAffine of(Op.BatchNorm norm, int run, boolean relu, int in, int out) {
    float[] scale = new float[norm.scale().length];
    float[] shift = new float[scale.length];
    for (int c = 0; c < scale.length; c++) {
      double deviation = Math.sqrt((double) norm.variance()[c] + norm.epsilon());
      scale[c] = (float) (norm.scale()[c] / deviation);
      shift[c] = (float) (norm.shift()[c] - norm.scale()[c] * (double) norm.mean()[c] / deviation);
    }
    return new ChannelAffine(scale, shift, run, relu, in, out);
  }

  @Override
  public void run(Scratch scratch) {
    float[] x = scratch.values(in);
    float[] y = scratch.values(out);
    if (run == 1) {
      for (int i = 0; i < scale.length; i++) {
        y[i] = scale[i] * x[i] + shift[i];
      }
    } else {
      for (int c = 0; c < scale.length; c++) {
        channel(scale[c], shift[c], x, y, c * run);
      }
    }
    if (relu) {
      Rectifier.rectify(y, y, scale.length * run);
    }
  }

  private void channel(float factor, float summand, float[] x, float[] y, int from) {
    for (int i = from; i < from + run; i++) {
      y[i] = factor * x[i] + summand;
    }
  }
}
