package org.sparsevd.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.trainer.Backends;
import org.sparsevd.trainer.Teacher;
import org.sparsevd.trainer.Trainer;
import org.sparsevd.trainer.TrainerOptions;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Normalisation;
import org.sparsevd.trainer.recipe.Recipe;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code train} and {@code pipeline} are told about training. */
public final class TrainingOptions {
  private static final long DEFAULT_SEED = 1;

  /** Images are whitened before anything else is done with them. */
  private static final String ZCA = "zca";

  @Mixin private RecipeOptions recipe;

  @Mixin private DataOption data;

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

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "of everything random (default: " + DEFAULT_SEED + ")")
  private Long seed;

  @Mixin private ThreadOption threads;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      completionCandidates = BackendNames.class,
      description = "what computes: ${COMPLETION-CANDIDATES} (default: host, own kernels)")
  private String backend;

  @Option(
      names = "--preprocessing",
      paramLabel = "NAME",
      completionCandidates = PreprocessingNames.class,
      description = {
        "${COMPLETION-CANDIDATES} (default: what suits the network's",
        "first layer and the images)"
      })
  private String preprocessing;

  @Option(
      names = "--film",
      description = "keep a film of the weights by epoch, as animated GIFs beside the checkpoint")
  private boolean film;

  @Option(names = "--resume", description = "go on where an interrupted run stopped")
  private boolean resume;

  @Mixin private Overwriting overwriting;

  /**
   * The data to train and test on.
   *
   * @throws CliException if what is to be made of it makes no sense
   */
  public Dataset dataset() throws IOException, CliException {
    if (labels != null && !labels.equals("random")) {
      throw CliException.usage("--labels: expected random, found " + labels);
    }
    Dataset dataset = data.open();
    try {
      dataset = validation == null ? dataset : dataset.validation(validation);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--validation: " + e.getMessage());
    }
    if (ZCA.equals(preprocessing)) {
      try {
        dataset = dataset.whitened();
      } catch (IllegalArgumentException e) {
        throw CliException.failure("--preprocessing " + ZCA + ": " + e.getMessage());
      }
    }
    try {
      return labels == null ? dataset : dataset.randomLabels(seed());
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--labels: " + e.getMessage());
    }
  }

  public boolean paper() {
    return recipe.paper();
  }

  public boolean randomLabels() {
    return labels != null;
  }

  /** Whether a film of the weights is wanted. */
  public boolean film() {
    return film;
  }

  public boolean resume() {
    return resume;
  }

  public boolean force() {
    return overwriting.allowed();
  }

  public long seed() {
    return seed == null ? DEFAULT_SEED : seed;
  }

  /**
   * The recipe that was asked for.
   *
   * @throws CliException if the options make no sense
   * @throws IOException if a file describes no network or recipe
   */
  public Recipe recipe() throws IOException, CliException {
    if (resume && overwriting.allowed()) {
      throw CliException.usage("--resume and --force exclude each other");
    }
    return recipe.recipe();
  }

  /** The recipe that was asked for, for as many classes as the data have, and their shape. */
  public Recipe fitted(Recipe wanted, Dataset dataset) {
    return recipe.fitted(wanted, dataset);
  }

  /**
   * A run from its beginning, or from the weights of another.
   *
   * @param notices hears what the run does not take of an ONNX file
   * @throws CliException if the data do not fit the network, or the weights
   */
  public Trainer start(
      Recipe fitted, Dataset dataset, TrainerOptions options, Consumer<String> notices)
      throws IOException, CliException {
    Normalisation normalisation = normalisation();
    if (recipe.from() != null && normalisation != null) {
      throw CliException.usage("--from has its own preprocessing; leave --preprocessing out");
    }
    try {
      if (recipe.from() != null) {
        Checkpoint first = recipe.first(fitted, dataset, options, notices);
        return Trainer.startFrom(first, fitted, dataset, options);
      }
      return normalisation == null
          ? Trainer.start(fitted, dataset, options)
          : Trainer.start(fitted, dataset, options, normalisation);
    } catch (IllegalArgumentException e) {
      throw CliException.failure(e.getMessage());
    }
  }

  /**
   * The same run with the teacher that was named, if one was.
   *
   * @throws CliException if it is not the run's
   */
  public Trainer taught(Trainer trainer) throws IOException, CliException {
    Teacher teacher = recipe.teacher();
    try {
      return teacher == null ? trainer : trainer.taughtBy(teacher);
    } catch (IllegalArgumentException e) {
      throw CliException.failure("--teacher: " + e.getMessage());
    }
  }

  private Normalisation normalisation() throws CliException {
    try {
      return preprocessing == null || preprocessing.equals(ZCA)
          ? null
          : Normalisation.named(preprocessing);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--preprocessing: " + e.getMessage());
    }
  }

  /**
   * How to carry the recipe out; to resume, as the checkpoint has it.
   *
   * @param resumed null for a new run
   * @throws CliException if the number of threads or the backend makes no sense
   */
  public TrainerOptions trainerOptions(Checkpoint resumed) throws CliException {
    if (resumed != null) {
      return threads.options(resumed.seed(), resumed.backend());
    }
    String chosen = backend == null ? TrainerOptions.defaults(seed()).backend() : backend;
    if (!Backends.names().contains(chosen)) {
      throw CliException.usage(
          "unknown backend '"
              + chosen
              + "', expected one of "
              + String.join(", ", Backends.names()));
    }
    return threads.options(seed(), chosen);
  }

  /**
   * Checks that what was asked for is what the checkpoint is about.
   *
   * @throws CliException naming the option that contradicts it
   */
  public void checkResumes(Checkpoint checkpoint, Path file) throws IOException, CliException {
    Recipe started = checkpoint.recipe();
    Recipe wanted = recipe();
    if (started.distillation() != null && wanted.distillation() == null) {
      throw CliException.usage(file + " learns from a teacher: name its file again by --teacher");
    }
    if (!wanted.name().equals(started.name())) {
      throw CliException.usage(
          file + " is a run of " + started.name() + ", not of " + wanted.name());
    }
    if (seed != null && seed != checkpoint.seed()) {
      throw CliException.usage(file + " is a run with --seed " + checkpoint.seed());
    }
    if (backend != null && !backend.equals(checkpoint.backend())) {
      throw CliException.usage(file + " is a run with --backend " + checkpoint.backend());
    }
    if (recipe.epochs() != null && wanted.epochs() != started.epochs()) {
      throw CliException.usage(file + " is a run with --epochs " + started.epochs());
    }
    if (!recipe.describes(wanted, started)) {
      throw CliException.usage(
          file + " is a run of another recipe named " + started.name() + ": give its own options");
    }
  }

  /** For the help text. */
  static final class PreprocessingNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      Stream<String> names = Arrays.stream(Normalisation.values()).map(Normalisation::toString);
      return Stream.concat(names, Stream.of(ZCA)).iterator();
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
