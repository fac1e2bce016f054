package org.sparsevd.cli.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.Console;
import org.sparsevd.cli.train.TrainingStage;
import org.sparsevd.trainer.DivergedException;
import org.sparsevd.trainer.TrainerOptions;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Dataset;

/** The checkpoints of a comparison: {@code METHOD-SEED.ckpt} in one folder. */
public record RunSet(Path folder) {
  private static final String ENDING = ".ckpt";

  /** A checkpoint and its file. */
  record Found(Path file, Checkpoint checkpoint) {}

  private Path file(Entry entry, long seed) {
    return folder.resolve(entry.slug() + "-" + seed + ENDING);
  }

  /**
   * Trains what is missing, and goes on with what was interrupted. What is complete stays as it is.
   *
   * @throws CliException if a file is a run of something else, or a signal stopped the training
   */
  public void train(Entry entry, Dataset dataset, TrainerOptions options, Console output)
      throws IOException, CliException, DivergedException {
    Path file = file(entry, options.seed());
    Checkpoint checkpoint = Files.exists(file) ? Checkpoint.read(file) : null;
    if (checkpoint != null) {
      check(file, checkpoint, entry, options.seed());
      if (!checkpoint.recipe().equals(entry.recipe())) {
        output.notice(
            "sparsevd: "
                + file
                + " is of another recipe than today's; remove it to"
                + " train anew");
      }
      if (checkpoint.epoch() == checkpoint.recipe().epochs()) {
        output.progress(file + " is complete");
        return;
      }
    }
    TrainingStage.of(
            checkpoint == null ? entry.recipe() : checkpoint.recipe(),
            dataset,
            options,
            checkpoint,
            file,
            output)
        .run();
  }

  private static void check(Path file, Checkpoint checkpoint, Entry entry, long seed)
      throws CliException {
    String expected = entry.recipe().network().name();
    String found = checkpoint.recipe().network().name();
    if (!found.equals(expected) || checkpoint.seed() != seed) {
      throw CliException.failure(
          file
              + " is a run of "
              + found
              + " with seed "
              + checkpoint.seed()
              + ", expected "
              + expected
              + " with seed "
              + seed);
    }
  }

  /** The complete runs of a method, of these seeds. */
  public List<RunResult> complete(Entry entry, List<Long> seeds) throws IOException, CliException {
    List<RunResult> results = new ArrayList<>();
    for (long seed : seeds) {
      Path file = file(entry, seed);
      if (Files.exists(file)) {
        Checkpoint checkpoint = Checkpoint.read(file);
        check(file, checkpoint, entry, seed);
        Optional.ofNullable(RunResult.of(file, checkpoint))
            .filter(RunResult::complete)
            .ifPresent(results::add);
      }
    }
    return results;
  }

  /** All checkpoints of the folder, by name. */
  List<Found> all() throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      files = entries.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
    }
    List<Found> found = new ArrayList<>();
    for (Path file : files) {
      found.add(new Found(file, Checkpoint.read(file)));
    }
    return found;
  }
}
