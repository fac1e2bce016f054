package org.sparsevd.trainer;

import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Geometry;
import org.sparsevd.trainer.nn.Net;
import org.sparsevd.trainer.nn.SparseVdLayer;

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
      int columns = Geometry.columnsFor(recipe.batchSize());
      Net net = new Net(recipe.network(), backend, columns);
      LayerStates.restore(checkpoint.layers(), net);
      net.weighted().forEach(SparseVdLayer::threshold);
      float[] scores = Scores.of(net, backend, dataset.test(), checkpoint.preprocessing());
      double error = Scores.errorPercent(scores, net.outputs(), dataset.test());
      return new Evaluation(scores, net.outputs(), error);
    }
  }
}
