package org.sparsevd.trainer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.checkpoint.AdamMoments;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.checkpoint.NormState;
import org.sparsevd.trainer.data.CounterRandom;
import org.sparsevd.trainer.nn.NoiseKey;
import org.sparsevd.trainer.nn.Normals;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Phase;
import org.sparsevd.trainer.recipe.Recipe;

/**
 * The weights that training starts from: convolutions uniform after Glorot and Bengio (2010), dense
 * layers normal with deviation 0.01, biases zero. A network that only ever trains without noise has
 * its dense layers uniform too. From weights as small as 0.01 it does not get off the ground where
 * there is little to learn from (random labels).
 */
public final class Initialisation {
  /** Log variance of a network without noise. */
  static final double NO_NOISE = -100;

  private static final double DEVIATION = 0.01;
  private static final long STREAM = 0x696e6974L; // "init"

  private Initialisation() {}

  /** The layers of a recipe's network before its first step. */
  public static List<LayerState> of(Recipe recipe, long seed) {
    boolean noisy = recipe.phases().stream().anyMatch(phase -> phase.kind() == Phase.Kind.SPARSE);
    return of(recipe.network(), !noisy, seed);
  }

  /** The layers of a network before its first step; {@code uniform} says how dense ones begin. */
  public static List<LayerState> of(Network network, boolean uniform, long seed) {
    List<LayerState> states = new ArrayList<>();
    Shape shape = network.input();
    for (LayerSpec layer : network.layers()) {
      long layerSeed = CounterRandom.derive(CounterRandom.derive(seed, STREAM), states.size());
      if (layer instanceof LayerSpec.BatchNorm) {
        states.add(normalised(states.remove(states.size() - 1)));
      } else if (layer instanceof LayerSpec.Dense dense) {
        int[] extents = {dense.outputs(), shape.size()};
        float[] weights =
            uniform
                ? glorot(layerSeed, new int[] {extents[0], extents[1], 1, 1})
                : normal(layerSeed, extents);
        states.add(state(dense.name(), extents, weights));
      } else if (layer instanceof LayerSpec.Conv2d conv) {
        int[] extents = {conv.filters(), shape.dim(0), conv.kernel(), conv.kernel()};
        states.add(state(conv.name(), extents, glorot(layerSeed, extents)));
      }
      shape = layer.outputShape(shape);
    }
    return states;
  }

  private static LayerState state(String name, int[] extents, float[] weights) {
    float[] logSigma2 = new float[weights.length];
    Arrays.fill(logSigma2, (float) NO_NOISE);
    return LayerState.untrained(name, extents, weights, logSigma2, new float[extents[0]]);
  }

  /** The same layer with batch normalisation of scale 1 and shift 0. */
  private static LayerState normalised(LayerState layer) {
    float[] ones = new float[layer.bias().length];
    Arrays.fill(ones, 1);
    NormState norm =
        new NormState(
            ones,
            new float[ones.length],
            new float[ones.length],
            ones.clone(),
            AdamMoments.none(),
            AdamMoments.none());
    return layer.withNorm(norm);
  }

  private static float[] normal(long seed, int[] extents) {
    float[] weights = new float[extents[0] * extents[1]];
    Normals.fill(NoiseKey.of(seed, 0, 0), 0, weights.length, weights);
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= (float) DEVIATION;
    }
    return weights;
  }

  private static float[] glorot(long seed, int[] extents) {
    int area = extents[2] * extents[3];
    double bound = Math.sqrt(6.0 / (area * (extents[0] + extents[1])));
    float[] weights = new float[extents[0] * extents[1] * area];
    for (int i = 0; i < weights.length; i++) {
      double uniform = (CounterRandom.bits(seed, i) >>> 11) * 0x1p-53;
      weights[i] = (float) (bound * (2 * uniform - 1));
    }
    return weights;
  }
}
