package org.sparsevd.trainer;

import java.util.Arrays;
import org.sparsevd.trainer.data.CounterRandom;
import org.sparsevd.trainer.net.Net;
import org.sparsevd.trainer.net.SparseVdLayer;
import org.sparsevd.trainer.recipe.Pruning;
import org.sparsevd.trainer.recipe.Reduction;
import org.sparsevd.trainer.recipe.Surgery;
import org.sparsevd.trainer.recipe.WeightSharing;

/** Updates the masks of a net in training, as {@link Surgery} says. */
record Surgeon(Surgery surgery, Net net, long seed) {
  private static final long STREAM = 0x6d61736bL; // "mask"

  /** The surgeon of a phase, or null where masks do not change. */
  static Surgeon of(Reduction reduction, Net net, long seed) {
    return reduction.as(
        new Reduction.Cases<>() {
          @Override
          public Surgeon none() {
            return null;
          }

          @Override
          public Surgeon pruning(Pruning pruning) {
            return null;
          }

          @Override
          public Surgeon surgery(Surgery surgery) {
            return new Surgeon(surgery, net, seed);
          }

          @Override
          public Surgeon sharing(WeightSharing sharing) {
            return null;
          }
        });
  }

  /**
   * Comes before a step.
   *
   * @param step of the whole run, by which chance is drawn
   * @param inPhase steps since the phase began
   */
  void operate(long step, long inPhase) {
    double probability = surgery.probability(inPhase);
    for (int l = 0; l < net.weighted().size(); l++) {
      long stream = CounterRandom.derive(CounterRandom.derive(seed, STREAM), l);
      double chance = (CounterRandom.bits(stream, step) >>> 11) * 0x1p-53;
      if (chance < probability) {
        operate(l, net.weighted().get(l));
      }
    }
  }

  private void operate(int index, SparseVdLayer layer) {
    float[] weight = layer.download(layer.posterior().mean());
    float[] live = layer.download(layer.posterior().live());
    float[] masked = layer.download(layer.masked());
    double[] magnitudes = new double[weight.length];
    int count = 0;
    for (int i = 0; i < weight.length; i++) {
      if (live[i] != 0) {
        magnitudes[count++] = Math.abs(weight[i]);
      }
    }
    Surgery.Bounds bounds = surgery.bounds(index, Arrays.copyOf(magnitudes, count));
    for (int i = 0; i < weight.length; i++) {
      double magnitude = Math.abs(weight[i]);
      if (live[i] != 0 && magnitude < bounds.lower()) {
        masked[i] = 1;
      } else if (magnitude >= bounds.upper()) {
        masked[i] = 0;
      }
    }
    layer.upload(masked, layer.masked());
  }
}
