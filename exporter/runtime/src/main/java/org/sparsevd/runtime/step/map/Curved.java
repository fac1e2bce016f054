package org.sparsevd.runtime.step.map;

import org.sparsevd.model.loop.Curve;
import org.sparsevd.runtime.curve.CurveLoop;

/** A curve, by the loop that goes with the kernels of a plan. */
public record Curved(Curve curve, CurveLoop loop) implements ElementMap {

  @Override
  public void apply(int channel, float[] x, int from, float[] y, int to, int length) {
    loop.run(x, from, y, to, length);
  }

  @Override
  public boolean wantsRoom() {
    return curve == Curve.GELU || curve == Curve.ERF;
  }

  @Override
  public String name() {
    return curve.name().toLowerCase(java.util.Locale.ROOT);
  }
}
