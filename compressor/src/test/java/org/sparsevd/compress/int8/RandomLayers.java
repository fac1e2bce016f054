package org.sparsevd.compress.int8;

import java.util.Random;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** Layers with normal weights, whose outputs are about as large as their inputs. */
record RandomLayers(Random random) {
  DenseTensor normal(double size, int... dims) {
    float[] values = new float[Shape.of(dims).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (size * random.nextGaussian());
    }
    return new DenseTensor(Shape.of(dims), values);
  }

  Op.Conv2d conv(int filters, int channels, int side, int groups) {
    double size = 1.5 / Math.sqrt(channels * side * side / groups);
    return new Op.Conv2d(
        normal(size, filters, channels / groups, side, side),
        normal(0.1, filters).toArray(),
        Window.square(side, side / 2),
        groups);
  }
}
