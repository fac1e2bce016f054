package org.sparsevd.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import org.sparsevd.trainer.Backends;
import org.sparsevd.trainer.Presets;
import org.sparsevd.trainer.Recipe;
import org.sparsevd.trainer.TrainerOptions;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Dataset;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code train} and {@code pipeline} are told about training. */
final class TrainingOptions {
  private static final long DEFAULT_SEED = 1;

  @Parameters(
      index = "0",
      paramLabel = "PRESET",
      completionCandidates = PresetNames.class,
      description = "one of: ${COMPLETION-CANDIDATES}")
  private String preset;

  @Option(
      names = "--data",
      paramLabel = "mnist|DIR",
      defaultValue = "mnist",
      description = "the bundled MNIST, or a folder of its layout (default: ${DEFAULT-VALUE})")
  private String data;

  @Option(
      names = "--validation",
      paramLabel = "N",
      description = {
        "train without the last N training images and test on them: to compare recipes without",
        "looking at the test set"
      })
  private Integer validation;

  @Option(
      names = "--labels",
      paramLabel = "random",
      description = "random: labels drawn at random, which a sparse net must not memorise")
  private String labels;

  @Option(names = "--epochs", paramLabel = "N", description = "another length of the same schedule")
  private Integer epochs;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "of everything random (default: " + DEFAULT_SEED + ")")
  private Long seed;

  @Option(names = "--threads", paramLabel = "T", description = "default: every processor")
  private Integer threads;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      completionCandidates = BackendNames.class,
      description = "what computes: ${COMPLETION-CANDIDATES} (default: host, own kernels)")
  private String backend;

  @Option(names = "--paper", description = "the schedule of the ICML 2017 paper, 200 epochs")
  private boolean paper;

  @Option(names = "--resume", description = "go on where an interrupted run stopped")
  private boolean resume;

  @Option(names = "--force", description = "overwrite what is there")
  private boolean force;

  String preset() {
    return preset;
  }

  /**
   * The data to train and test on.
   *
   * @throws CliException if what is to be made of it makes no sense
   */
  Dataset dataset() throws IOException, CliException {
    if (labels != null && !labels.equals("random")) {
      throw CliException.usage("--labels: expected random, found " + labels);
    }
    Dataset dataset = Dataset.open(data);
    try {
      dataset = validation == null ? dataset : dataset.validation(validation);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--validation: " + e.getMessage());
    }
    return labels == null ? dataset : dataset.randomLabels(seed());
  }

  boolean paper() {
    return paper;
  }

  boolean resume() {
    return resume;
  }

  boolean force() {
    return force;
  }

  long seed() {
    return seed == null ? DEFAULT_SEED : seed;
  }

  /**
   * The recipe that was asked for.
   *
   * @throws CliException if there is no such preset, or no such number of epochs
   */
  Recipe recipe() throws CliException {
    if (!Presets.names().contains(preset)) {
      throw CliException.usage(
          "unknown preset '" + preset + "', expected one of " + String.join(", ", Presets.names()));
    }
    if (resume && force) {
      throw CliException.usage("--resume and --force exclude each other");
    }
    Recipe recipe = paper ? Presets.paper(preset) : Presets.recipe(preset);
    try {
      return epochs == null ? recipe : recipe.withEpochs(epochs);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--epochs: " + e.getMessage());
    }
  }

  /**
   * How to carry the recipe out; to resume, as the checkpoint has it.
   *
   * @param resumed null for a new run
   * @throws CliException if the number of threads or the backend makes no sense
   */
  TrainerOptions trainerOptions(Checkpoint resumed) throws CliException {
    if (resumed != null) {
      return Threads.options(resumed.seed(), threads, resumed.backend());
    }
    String chosen = backend == null ? TrainerOptions.defaults(seed()).backend() : backend;
    if (!Backends.names().contains(chosen)) {
      throw CliException.usage(
          "unknown backend '"
              + chosen
              + "', expected one of "
              + String.join(", ", Backends.names()));
    }
    return Threads.options(seed(), threads, chosen);
  }

  /**
   * Checks that what was asked for is what the checkpoint is about.
   *
   * @throws CliException naming the option that contradicts it
   */
  void checkResumes(Checkpoint checkpoint, Path file) throws CliException {
    String started = checkpoint.recipe().name();
    String wanted = recipe().name();
    if (!wanted.equals(started)) {
      throw CliException.usage(file + " is a run of " + started + ", not of " + wanted);
    }
    if (seed != null && seed != checkpoint.seed()) {
      throw CliException.usage(file + " is a run with --seed " + checkpoint.seed());
    }
    if (backend != null && !backend.equals(checkpoint.backend())) {
      throw CliException.usage(file + " is a run with --backend " + checkpoint.backend());
    }
    if (epochs != null && epochs != checkpoint.recipe().epochs()) {
      throw CliException.usage(file + " is a run with --epochs " + checkpoint.recipe().epochs());
    }
  }

  /** For the help text. */
  static final class PresetNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Presets.names().iterator();
    }
  }

  /** For the help text. */
  static final class BackendNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Backends.names().iterator();
    }
  }
}
