package org.sparsevd.cli.verify;

import java.io.IOException;
import java.nio.file.Path;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.trainer.Evaluation;
import org.sparsevd.trainer.TrainerOptions;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Dataset;

/** What the trainer itself computes from a checkpoint: what all other forms are compared with. */
public final class Reference {
  private Reference() {}

  /**
   * Runs the thresholded net of the checkpoint over the test set.
   *
   * @throws CliException if the data set's images or classes do not fit the net
   */
  public static Verification start(
      Checkpoint checkpoint, Path file, Dataset dataset, TrainerOptions options)
      throws IOException, CliException {
    Evaluation evaluation;
    try {
      evaluation = Evaluation.of(checkpoint, dataset, options);
    } catch (IllegalArgumentException e) {
      throw CliException.failure(file + ": " + e.getMessage());
    }
    return new Verification(file.getFileName().toString(), dataset.test(), evaluation.answers());
  }
}
