package org.sparsevd.trainer;

import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Net;

/**
 * What the thresholded network of a checkpoint says of the test set.
 *
 * @param scores {@code [images, classes]}, before the softmax
 */
public record Evaluation(float[] scores, int classes, double errorPercent) {

  /**
   * Runs a checkpoint in the trainer.
   *
   * @throws IllegalArgumentException if the data set's images do not fit the network
   */
  public static Evaluation of(Checkpoint checkpoint, Dataset dataset, TrainerOptions options) {
    Recipe recipe = checkpoint.recipe();
    Trainer.checkFits(recipe.network(), dataset);
    try (Backend backend = Backends.open(options)) {
      CompactNet net = new CompactNet(recipe, backend, checkpoint.layers());
      net.threshold();
      Net built = net.net();
      float[] scores = Scores.of(built, backend, dataset.test(), checkpoint.preprocessing());
      double error = Scores.errorPercent(scores, built.outputs(), dataset.test());
      return new Evaluation(scores, built.outputs(), error);
    }
  }
}
