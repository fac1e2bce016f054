package org.sparsevd.cli.compare;

import java.util.List;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.recipe.EpochResult;
import org.sparsevd.trainer.recipe.Noise;

/**
 * A run of the net that noises are compared on, complete or not.
 *
 * @param epochs of the whole run
 * @param history epochs that are complete, in order; at least one
 */
public record NoiseRun(String file, Noise noise, long seed, int epochs, List<Epoch> history) {

  /**
   * An epoch.
   *
   * @param sparsity share of the weights that are zero behind the threshold, 0 to 1
   * @param trainLoss data term in nats an image, with noise
   */
  public record Epoch(int epoch, double sparsity, double testErrorPercent, double trainLoss) {
    static Epoch of(EpochResult result) {
      double sparsity = 1 - 1 / result.compression();
      return new Epoch(result.epoch(), sparsity, result.testErrorPercent(), result.trainLoss());
    }
  }

  static NoiseRun of(String file, Checkpoint checkpoint) {
    return new NoiseRun(
        file,
        checkpoint.recipe().noise(),
        checkpoint.seed(),
        checkpoint.recipe().epochs(),
        checkpoint.history().stream().map(Epoch::of).toList());
  }

  Epoch last() {
    return history.get(history.size() - 1);
  }

  String title() {
    return noise.id() + ", seed " + seed;
  }
}
