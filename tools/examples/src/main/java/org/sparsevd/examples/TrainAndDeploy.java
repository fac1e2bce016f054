package org.sparsevd.examples;

import java.nio.file.Path;
import org.sparsevd.compress.Compressed;
import org.sparsevd.compress.Compressor;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.trainer.Trainer;
import org.sparsevd.trainer.TrainerOptions;
import org.sparsevd.trainer.TrainingListener;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.recipe.EpochResult;
import org.sparsevd.trainer.recipe.Presets;
import org.sparsevd.trainer.recipe.Recipe;

/**
 * Trains a sparse net and writes the file to deploy.
 *
 * <p>Arguments: the data set ({@code mnist} or a folder), epochs, the checkpoint to write, the
 * compact file to write.
 */
public final class TrainAndDeploy {
  private TrainAndDeploy() {}

  public static void main(String[] args) throws Exception {
    Dataset data = Dataset.open(args[0]);
    Recipe recipe = Presets.recipe("lenet-300-100").withEpochs(Integer.parseInt(args[1]));
    TrainingListener progress =
        new TrainingListener() {
          @Override
          public void epoch(EpochResult result) {
            System.out.printf(
                "epoch %d: test error %.2f %%, %.1fx fewer weights%n",
                result.epoch(), result.testErrorPercent(), result.compression());
          }
        };
    Checkpoint checkpoint =
        Trainer.start(recipe, data, TrainerOptions.defaults(1)).train(Path.of(args[2]), progress);

    Compressed compressed = Compressor.compress(checkpoint.trainedModel());
    SpvdFile.writeCompact(compressed.model(), Path.of(args[3]));
  }
}
