package org.sparsevd.benchmarks.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sparsevd.trainer.DivergedException;
import org.sparsevd.trainer.Recipe;
import org.sparsevd.trainer.Trainer;
import org.sparsevd.trainer.TrainerOptions;
import org.sparsevd.trainer.TrainingListener;
import org.sparsevd.trainer.data.Dataset;

/** A recipe from its first step to its last, as a user runs it. */
record WholeRun(Recipe recipe, int threads, String data) {

  /** Seconds of training, with augmentation, evaluation and checkpoints. */
  double seconds() throws IOException, DivergedException {
    Dataset dataset = Dataset.open(data);
    TrainerOptions options = new TrainerOptions(1, threads, "host");
    Path checkpoint = Files.createTempFile("sparsevd-benchmark", ".ckpt");
    try {
      long start = System.nanoTime();
      Trainer.start(recipe, dataset, options).train(checkpoint, new TrainingListener() {});
      return (System.nanoTime() - start) / 1e9;
    } finally {
      Files.delete(checkpoint);
    }
  }
}
