package org.sparsevd.trainer;

import org.sparsevd.compress.Answers;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Images;
import org.sparsevd.trainer.net.Net;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.recipe.Recipe;

/**
 * What the thresholded network of a checkpoint says of a set of images.
 *
 * @param answers scores before the softmax, an image after the other
 */
public record Evaluation(Answers answers, double errorPercent) {

  /**
   * Runs a checkpoint in the trainer, on the test images of what it was trained on.
   *
   * @throws IllegalArgumentException if it was trained on other data
   */
  public static Evaluation of(Checkpoint checkpoint, Dataset dataset, TrainerOptions options) {
    checkpoint.dataset().check(dataset.identity());
    return on(checkpoint, dataset.test(), options);
  }

  /** Runs a checkpoint on its training images instead: what it has learned by heart. */
  public static Evaluation ofTraining(
      Checkpoint checkpoint, Dataset dataset, TrainerOptions options) {
    checkpoint.dataset().check(dataset.identity());
    return on(checkpoint, dataset.train(), options);
  }

  /**
   * Runs a checkpoint on any images.
   *
   * @throws IllegalArgumentException if they do not fit the network
   */
  public static Evaluation on(Checkpoint checkpoint, Images images, TrainerOptions options) {
    Recipe recipe = checkpoint.recipe();
    Trainer.checkFits(recipe.network(), "the set of images", images.shape(), images.classes());
    try (Backend backend = Backends.open(options)) {
      CompactNet net = new CompactNet(recipe, backend, checkpoint.layers());
      net.threshold();
      Net built = net.net();
      Answers answers =
          Scores.of(built, backend, images, checkpoint.preprocessing(), checkpoint.targets());
      return new Evaluation(answers, images.errorPercent(answers));
    }
  }
}
