package org.sparsevd.trainer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.tensor.Shape;
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
    List<Shape> shapes = network.shapes();
    for (int i = 0; i < shapes.size(); i++) {
      Shape in = network.inputShapes(i, shapes)[0];
      LayerSpec layer = network.layers().get(i);
      if (layer instanceof LayerSpec.Weighted weighted) {
        long layerSeed = CounterRandom.derive(CounterRandom.derive(seed, STREAM), states.size());
        int[] extents = weighted.weightShape(in);
        int groups = layer instanceof LayerSpec.Conv2d conv ? conv.groups() : 1;
        boolean normal = layer instanceof LayerSpec.Dense && !uniform;
        float[] weights = normal ? normal(layerSeed, extents) : glorot(layerSeed, extents, groups);
        states.add(state(weighted.name(), extents, weights));
      } else if (layer instanceof LayerSpec.BatchNorm) {
        NormState norm = NormState.untrained(in.dim(0));
        int of = states.size() - 1;
        if (network.normalises(i)) {
          of = network.weighted().indexOf(network.layers().get(network.inputs().get(i).get(0)));
          states.set(of, states.get(of).withNorm(norm));
        } else {
          states.set(of, states.get(of).withLater(norm));
        }
      }
    }
    return states;
  }

  private static LayerState state(String name, int[] extents, float[] weights) {
    float[] logSigma2 = new float[weights.length];
    Arrays.fill(logSigma2, (float) NO_NOISE);
    return LayerState.untrained(name, extents, weights, logSigma2, new float[extents[0]]);
  }

  private static float[] normal(long seed, int[] extents) {
    float[] weights = new float[extents[0] * extents[1]];
    Normals.fill(NoiseKey.of(seed, 0, 0), 0, weights.length, weights);
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= (float) DEVIATION;
    }
    return weights;
  }

  /** Fans are those of a group. */
  private static float[] glorot(long seed, int[] extents, int groups) {
    int area = extents.length == 4 ? extents[2] * extents[3] : 1;
    double bound = Math.sqrt(6.0 / (area * (extents[0] / groups + extents[1])));
    float[] weights = new float[extents[0] * extents[1] * area];
    for (int i = 0; i < weights.length; i++) {
      double uniform = (CounterRandom.bits(seed, i) >>> 11) * 0x1p-53;
      weights[i] = (float) (bound * (2 * uniform - 1));
    }
    return weights;
  }
}
