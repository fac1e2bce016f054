package org.sparsevd.trainer;

import java.util.Arrays;
import org.sparsevd.trainer.data.CounterRandom;
import org.sparsevd.trainer.nn.Geometry;
import org.sparsevd.trainer.nn.Net;
import org.sparsevd.trainer.nn.NoiseKey;
import org.sparsevd.trainer.nn.Normals;
import org.sparsevd.trainer.nn.SparseVdLayer;

/**
 * The weights that training starts from: dense layers normal with deviation 0.01, convolutions
 * uniform after Glorot and Bengio (2010), biases zero.
 */
final class Initialisation {
  /** Log variance of a network without noise. */
  static final double NO_NOISE = -100;

  private static final double DEVIATION = 0.01;
  private static final long STREAM = 0x696e6974L; // "init"

  private Initialisation() {}

  static void apply(Net net, long seed) {
    for (int l = 0; l < net.weighted().size(); l++) {
      SparseVdLayer layer = net.weighted().get(l);
      Geometry g = layer.geometry();
      long layerSeed = CounterRandom.derive(CounterRandom.derive(seed, STREAM), l);
      float[] weights = g.isDense() ? normal(layerSeed, g) : glorot(layerSeed, g);
      float[] live = new float[weights.length];
      Arrays.fill(live, 1);
      layer.upload(weights, layer.posterior().mean());
      layer.upload(live, layer.posterior().live());
      layer.restart(NO_NOISE);
    }
  }

  private static float[] normal(long seed, Geometry g) {
    float[] weights = new float[g.weights()];
    Normals.fill(NoiseKey.of(seed, 0, 0), 0, weights.length, weights);
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= (float) DEVIATION;
    }
    return weights;
  }

  private static float[] glorot(long seed, Geometry g) {
    int area = g.kernel() * g.kernel();
    double bound = Math.sqrt(6.0 / (area * (g.inputs() + g.outputs())));
    float[] weights = new float[g.weights()];
    for (int i = 0; i < weights.length; i++) {
      double uniform = (CounterRandom.bits(seed, i) >>> 11) * 0x1p-53;
      weights[i] = (float) (bound * (2 * uniform - 1));
    }
    return weights;
  }
}
