package org.sparsevd.cli.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.sparsevd.cli.compress.WeightTimes;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.Console;
import org.sparsevd.cli.options.TrainingOptions;
import org.sparsevd.report.film.FilmPicture;
import org.sparsevd.trainer.Backends;
import org.sparsevd.trainer.DivergedException;
import org.sparsevd.trainer.Initialisation;
import org.sparsevd.trainer.StepProgress;
import org.sparsevd.trainer.Trainer;
import org.sparsevd.trainer.TrainerOptions;
import org.sparsevd.trainer.TrainingListener;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Normalisation;
import org.sparsevd.trainer.data.Preprocessing;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.recipe.EpochResult;
import org.sparsevd.trainer.recipe.Recipe;

/**
 * From the options to a trained checkpoint: the first stage of a pipeline and all of {@code train}.
 * Shows its progress and turns Ctrl-C into a clean stop.
 */
public final class TrainingStage {
  /** Longer than any step: an exiting JVM waits for the last checkpoint. */
  private static final int STOP_SECONDS = 120;

  private final Path file;
  private final Console output;
  private final Dataset dataset;
  private final TrainerOptions options;
  private final Trainer trainer;
  private final String backend;
  private final String title;
  private final Filming filming;
  private final CountDownLatch ended = new CountDownLatch(1);
  private Checkpoint early;
  private volatile boolean stopping;

  /**
   * What is trained.
   *
   * @param from where it was interrupted, or null for a new run
   */
  private record Run(
      Trainer trainer, Recipe recipe, Dataset dataset, TrainerOptions options, Checkpoint from) {}

  /**
   * Everything that can be refused before the first step: reads the data and, to resume, the
   * checkpoint; writes nothing.
   */
  public static TrainingStage of(TrainingOptions asked, Path file, Console output)
      throws IOException, CliException {
    Recipe recipe = asked.recipe();
    Checkpoint checkpoint = asked.resume() ? Checkpoint.read(file) : null;
    if (checkpoint != null) {
      asked.checkResumes(checkpoint, file);
      recipe = checkpoint.recipe();
    }
    TrainerOptions options = asked.trainerOptions(checkpoint);
    Dataset dataset = asked.dataset().fitting(recipe.network().input());
    if (checkpoint == null) {
      recipe = measured(asked.fitted(recipe, dataset), dataset, output);
    }
    Trainer untaught =
        checkpoint == null
            ? asked.start(recipe, dataset, options, output::notice)
            : resume(checkpoint, dataset, options);
    Trainer trainer = asked.taught(untaught);
    Run run = new Run(trainer, recipe, dataset, options, checkpoint);
    return new TrainingStage(run, file, asked.film(), output);
  }

  /** The recipe that knows how long weights take, where it weighs by that and fits the data. */
  private static Recipe measured(Recipe recipe, Dataset dataset, Console output) {
    return recipe.needsSeconds() && recipe.network().input().equals(dataset.shape())
        ? recipe.withSeconds(seconds(recipe, dataset, output))
        : recipe;
  }

  /** How long a weight of each layer takes in a net as it begins. */
  private static List<Double> seconds(Recipe recipe, Dataset dataset, Console output) {
    List<LayerState> layers = Initialisation.of(recipe, 0);
    Preprocessing images = Normalisation.CHANNEL_MEAN.of(dataset.train());
    Checkpoint start = Checkpoint.start(recipe, dataset.identity(), images, 0, "host", layers);
    Map<String, Double> seconds =
        WeightTimes.measure(start.trainedModel().model(), output::progress);
    return layers.stream().map(layer -> seconds.get(layer.name())).toList();
  }

  /**
   * The run of a recipe, or what is left of it; writes nothing.
   *
   * @param checkpoint where it was interrupted, or null for a new run
   * @throws CliException if the data do not fit
   */
  public static TrainingStage of(
      Recipe recipe,
      Dataset dataset,
      TrainerOptions options,
      Checkpoint checkpoint,
      Path file,
      Console output)
      throws IOException, CliException {
    try {
      Trainer trainer =
          checkpoint == null
              ? Trainer.start(recipe, dataset, options)
              : Trainer.resume(checkpoint, dataset, options);
      Run run = new Run(trainer, recipe, dataset, options, checkpoint);
      return new TrainingStage(run, file, false, output);
    } catch (IllegalArgumentException e) {
      throw CliException.failure(e.getMessage());
    }
  }

  private TrainingStage(Run run, Path file, boolean film, Console output)
      throws IOException, CliException {
    trainer = run.trainer;
    dataset = run.dataset;
    options = run.options;
    this.file = file;
    this.output = output;
    backend = probe(options);
    early = run.from;
    filming = Filming.of(new FilmFiles(file), film, run.from, output);
    title =
        run.recipe.name()
            + " on "
            + dataset.name()
            + ", "
            + run.recipe.epochs()
            + (run.recipe.epochs() == 1 ? " epoch, seed " : " epochs, seed ")
            + options.seed()
            + ", "
            + backend
            + (run.from == null ? "" : ", from epoch " + (run.from.epoch() + 1));
  }

  private static Trainer resume(Checkpoint checkpoint, Dataset dataset, TrainerOptions options)
      throws CliException {
    try {
      return Trainer.resume(checkpoint, dataset, options);
    } catch (IllegalArgumentException e) {
      throw CliException.failure(e.getMessage());
    }
  }

  public Dataset dataset() {
    return dataset;
  }

  public TrainerOptions options() {
    return options;
  }

  /** What computes, in one line. */
  public String backend() {
    return backend;
  }

  private static String probe(TrainerOptions options) throws CliException {
    try (Backend backend = Backends.open(options)) {
      return backend.description();
    } catch (IllegalStateException e) {
      throw CliException.failure(e.getMessage());
    }
  }

  /**
   * The earliest state of the weights that is known: after the first epoch, or where it resumed.
   */
  public Checkpoint early() {
    return early;
  }

  /** Draws the film of a run that is over, and writes it beside its checkpoint; empty without. */
  public List<FilmPicture> film() {
    return filming.develop();
  }

  /**
   * Trains to the end.
   *
   * @throws CliException if Ctrl-C or a signal stopped it first
   */
  public Checkpoint run() throws IOException, DivergedException, CliException {
    output.progress("training " + title);
    TrainingProgress progress = new TrainingProgress(output);
    Thread stopper = new Thread(this::stop, "stop training");
    Runtime.getRuntime().addShutdownHook(stopper);
    try {
      Checkpoint checkpoint = trainer.train(file, listener(progress));
      progress.end();
      if (checkpoint.epoch() < checkpoint.recipe().epochs()) {
        // Told here and not by the exception: the process ends as soon as this method does.
        output.notice("sparsevd: stopped; --resume goes on from " + file);
        throw CliException.told();
      }
      return checkpoint;
    } finally {
      progress.end();
      ended.countDown();
      if (!stopping) {
        Runtime.getRuntime().removeShutdownHook(stopper);
      }
    }
  }

  /** Shows the progress, films, and keeps the checkpoint of the first epoch. */
  private TrainingListener listener(TrainingProgress progress) {
    return new TrainingListener() {
      @Override
      public void step(StepProgress step) {
        progress.step(step);
      }

      @Override
      public void state(Checkpoint state) {
        filming.take(state);
      }

      @Override
      public void epoch(EpochResult result) {
        progress.epoch(result);
        if (early == null) {
          try {
            early = Checkpoint.read(file);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      }
    };
  }

  private void stop() {
    stopping = true;
    trainer.requestStop();
    try {
      ended.await(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
