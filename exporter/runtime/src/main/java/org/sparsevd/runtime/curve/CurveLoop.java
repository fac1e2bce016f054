package org.sparsevd.runtime.curve;

import org.sparsevd.model.loop.Curve;

/** A curve at many points. */
@FunctionalInterface
public interface CurveLoop {
  /** {@code y[to + i]} of {@code x[from + i]}, for {@code i} below {@code length}; y may be x. */
  void run(float[] x, int from, float[] y, int to, int length);

  /** In plain Java. */
  static CurveLoop plain(Curve curve) {
    return (x, from, y, to, length) -> {
      for (int i = 0; i < length; i++) {
        y[to + i] = curve.at(x[from + i]);
      }
    };
  }
}
