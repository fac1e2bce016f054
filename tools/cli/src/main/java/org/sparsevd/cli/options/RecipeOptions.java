package org.sparsevd.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.function.Consumer;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.InputFile;
import org.sparsevd.cli.recipe.RecipeFile;
import org.sparsevd.cli.score.PixelScale;
import org.sparsevd.model.Model;
import org.sparsevd.trainer.ImportedModel;
import org.sparsevd.trainer.Teacher;
import org.sparsevd.trainer.TrainerOptions;
import org.sparsevd.trainer.block.Blocks;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.recipe.Augmentation;
import org.sparsevd.trainer.recipe.Cost;
import org.sparsevd.trainer.recipe.Distillation;
import org.sparsevd.trainer.recipe.Method;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Noise;
import org.sparsevd.trainer.recipe.Presets;
import org.sparsevd.trainer.recipe.Recipe;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code train} and {@code pipeline} are told about the network and its recipe. */
final class RecipeOptions {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PRESET",
      completionCandidates = PresetNames.class,
      description = "one of: ${COMPLETION-CANDIDATES}")
  private String preset;

  @Option(
      names = "--network",
      paramLabel = "FILE.json",
      description = "a network of your own in place of a preset (docs/NETWORKS.md)")
  private Path network;

  @Option(
      names = "--recipe",
      paramLabel = "FILE.json",
      description = "a recipe of your own for it (docs/NETWORKS.md)")
  private Path recipe;

  @Option(names = "--paper", description = "the schedule of the ICML 2017 paper, 200 epochs")
  private boolean paper;

  @Option(
      names = "--method",
      paramLabel = "NAME",
      defaultValue = "sparse-vd",
      completionCandidates = MethodNames.class,
      description = {
        "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}); dense: the",
        "conventional net to compare with, with binary dropout and weight decay; the others:",
        "other ways to a sparse net (docs/NETWORKS.md)"
      })
  private String method;

  @Option(names = "--epochs", paramLabel = "N", description = "another length of the same schedule")
  private Integer epochs;

  @Option(names = "--batch-size", paramLabel = "N", description = "images a step")
  private Integer batchSize;

  @Option(
      names = "--augment",
      paramLabel = "shift=N,flip|none",
      description = "how training images vary: moved by up to N pixels, mirrored, or not at all")
  private String augment;

  @Option(
      names = "--initial-log-sigma2",
      paramLabel = "X",
      description = "log variance of every weight when noise begins (presets: -10)")
  private Double initialLogSigma2;

  @Option(
      names = "--kl-scale",
      paramLabel = "X",
      description = "what the weight of the divergence is multiplied by, in all of the schedule")
  private Double klScale;

  @Option(
      names = "--noise",
      paramLabel = "additive|multiplicative",
      description = {
        "what noise is learned as: log sigma^2, or log alpha as Kingma et al. 2015 do",
        "(default: the recipe's, which is additive in presets)"
      })
  private String noise;

  @Option(
      names = "--cost",
      paramLabel = "KIND",
      description = {
        "what a weight costs, by which its divergence is weighed: bytes (all the same),",
        "operations (multiply-adds), or time (measured on this machine before training)"
      })
  private String cost;

  @Option(
      names = "--blocks",
      paramLabel = "1x4|4x1|4x4|units",
      description = {
        "weights that stay or go together: so many output units times so many inputs, or all of",
        "a unit (docs/NETWORKS.md)"
      })
  private String blocks;

  @Option(
      names = "--from",
      paramLabel = "FILE.ckpt|FILE.onnx",
      description = {
        "begin with this checkpoint's weights, without the recipe's dense phases; or with the",
        "network and weights of an ONNX file, in place of a preset"
      })
  private Path from;

  @Mixin private TeacherOptions teacher;

  @Mixin private PixelOptions pixels;

  boolean paper() {
    return paper;
  }

  /** The file to begin with, or null. */
  Path from() {
    return from;
  }

  /** The ONNX file to begin with, which has the network too; or null. */
  private Path fromOnnx() throws CliException {
    boolean onnx = from != null && InputFile.Kind.ONNX.isNameOf(from);
    if (!onnx && pixels.given()) {
      throw CliException.usage("--mean and --std are for nets of ONNX files: --from FILE.onnx");
    }
    return onnx ? from : null;
  }

  /**
   * What a run begins with.
   *
   * @throws IllegalArgumentException if the trainer lacks something of the file's net
   */
  Checkpoint first(Recipe wanted, Dataset dataset, TrainerOptions options, Consumer<String> notices)
      throws IOException, CliException {
    if (fromOnnx() == null) {
      return Checkpoint.read(from);
    }
    Model model = InputFile.readOnnx(from, notices);
    PixelScale scale = pixels.scale(model, dataset);
    return ImportedModel.of(model)
        .checkpoint(wanted, scale.preprocessing(dataset.shape()), dataset, options);
  }

  /** Who the run learns from, or null. */
  Teacher teacher() throws IOException, CliException {
    return teacher.teacher();
  }

  Integer epochs() {
    return epochs;
  }

  /**
   * A preset for as many classes as the data have, if that is more than it tells apart, and for
   * their shape where it takes any; a network of one's own as it is.
   */
  Recipe fitted(Recipe chosen, Dataset dataset) {
    int classes = dataset.classes();
    if (preset != null && Presets.fitsAnyData(preset)) {
      return chosen.withNetwork(Network.mlp(dataset.shape(), classes));
    }
    int told = chosen.network().outputShape().size();
    boolean fits = dataset.train().targets() == null ? classes <= told : classes == told;
    return network != null || preset == null || fits
        ? chosen
        : chosen.withNetwork(chosen.network().withClasses(classes));
  }

  /**
   * Whether a run that was started is of this recipe, as far as the options tell: one whose preset
   * has changed since may go on.
   */
  boolean describes(Recipe wanted, Recipe started) {
    Recipe same = wanted.withEpochs(started.epochs());
    if (same.needsSeconds() && started.cost() == Cost.TIME) {
      same = same.withNetwork(started.network()).withSeconds(started.seconds());
    }
    boolean shaped =
        network != null
            || preset == null
            || recipe != null
            || batchSize != null
            || initialLogSigma2 != null
            || augment != null
            || klScale != null
            || noise != null
            || cost != null
            || blocks != null
            || teacher.given();
    return !shaped
        || same.withNetwork(started.network()).equals(started)
            && (network == null || same.equals(started));
  }

  /**
   * The recipe that was asked for.
   *
   * @throws CliException if the options make no sense
   * @throws IOException if a file describes no network or recipe; the message names file and line
   */
  Recipe recipe() throws IOException, CliException {
    Method how = method();
    Recipe chosen = base();
    if (recipe != null) {
      InputFile.exists(recipe);
      chosen = RecipeFile.training(recipe, chosen.network());
    }
    chosen = how.recipe(chosen);
    if (from != null) {
      if (how == Method.DENSE) {
        throw CliException.usage("--from leaves dense phases out, --method dense has no others");
      }
      if (fromOnnx() == null) {
        InputFile.of(from, InputFile.Kind.CHECKPOINT);
      }
      chosen = changed("--from", chosen, Recipe::withoutDensePhases);
    }
    if (batchSize != null) {
      chosen = changed("--batch-size", chosen, old -> old.withBatchSize(batchSize));
    }
    if (initialLogSigma2 != null) {
      chosen =
          changed(
              "--initial-log-sigma2", chosen, old -> old.withInitialLogSigma2(initialLogSigma2));
    }
    if (klScale != null) {
      chosen = changed("--kl-scale", chosen, old -> old.withKlScale(klScale));
    }
    if (noise != null) {
      chosen = changed("--noise", chosen, old -> old.withNoise(Noise.of(noise)));
    }
    if (cost != null) {
      chosen = changed("--cost", chosen, old -> old.withCost(Cost.of(cost)));
    }
    if (blocks != null) {
      chosen = changed("--blocks", chosen, old -> old.withBlocks(Blocks.of(blocks)));
    }
    if (augment != null) {
      Augmentation augmentation = augmentation();
      chosen = changed("--augment", chosen, old -> old.withAugmentation(augmentation));
    }
    Distillation lesson = teacher.distillation();
    if (lesson != null) {
      chosen = chosen.withDistillation(lesson);
    }
    return epochs == null ? chosen : changed("--epochs", chosen, old -> old.withEpochs(epochs));
  }

  /** Which method; those with recipes of their own take no other. */
  private Method method() throws CliException {
    Method how;
    try {
      how = Method.of(method);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--method: " + e.getMessage());
    }
    boolean own = how != Method.SPARSE_VD && how != Method.DENSE;
    if (own && (paper || recipe != null)) {
      throw CliException.usage(
          (paper ? "--paper" : "--recipe")
              + " and --method "
              + how.label()
              + " exclude each other: the method has a recipe of its own");
    }
    return how;
  }

  private Recipe base() throws IOException, CliException {
    if (fromOnnx() != null) {
      if (preset != null || network != null || paper) {
        throw CliException.usage(
            "an ONNX file has the network: --from FILE.onnx goes with no preset, --network or "
                + "--paper");
      }
      try {
        return Presets.forNetwork(
            ImportedModel.of(InputFile.readOnnx(from, later -> {})).network());
      } catch (IllegalArgumentException e) {
        throw CliException.failure(from + ": " + e.getMessage());
      }
    }
    if ((preset == null) == (network == null)) {
      throw CliException.usage(
          preset == null
              ? "expected a preset ("
                  + String.join(", ", Presets.names())
                  + ") or --network FILE.json"
              : "a preset and --network exclude each other");
    }
    if (network != null) {
      if (paper) {
        throw CliException.usage("--paper has schedules for presets only");
      }
      InputFile.exists(network);
      return RecipeFile.network(network);
    }
    if (!Presets.names().contains(preset)) {
      throw CliException.usage(
          "unknown preset '" + preset + "', expected one of " + String.join(", ", Presets.names()));
    }
    if (paper && recipe != null) {
      throw CliException.usage("--paper and --recipe exclude each other");
    }
    return paper ? Presets.paper(preset) : Presets.recipe(preset);
  }

  /** A recipe with one thing in another way. */
  private interface Change {
    Recipe of(Recipe old);
  }

  private static Recipe changed(String option, Recipe old, Change change) throws CliException {
    try {
      return change.of(old);
    } catch (IllegalArgumentException e) {
      throw CliException.usage(option + ": " + e.getMessage());
    }
  }

  private Augmentation augmentation() throws CliException {
    int shift = 0;
    boolean flip = false;
    if (!augment.equals("none")) {
      for (String part : augment.split(",", -1)) {
        if (part.matches("shift=[0-9]{1,3}")) {
          shift = Integer.parseInt(part.substring("shift=".length()));
        } else if (part.equals("flip")) {
          flip = true;
        } else {
          throw CliException.usage("--augment: expected shift=N,flip or none, found " + augment);
        }
      }
    }
    try {
      return new Augmentation(shift, flip);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--augment: " + e.getMessage());
    }
  }

  /** For the help text. */
  static final class MethodNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Method.labels().iterator();
    }
  }

  /** For the help text. */
  static final class PresetNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Presets.names().iterator();
    }
  }
}
