package org.sparsevd.trainer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.compress.Answers;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.checkpoint.Decisions;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.checkpoint.MixtureState;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Normalisation;
import org.sparsevd.trainer.data.Preprocessing;
import org.sparsevd.trainer.data.TargetScale;
import org.sparsevd.trainer.data.Targets;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.recipe.EpochResult;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Phase;
import org.sparsevd.trainer.recipe.Recipe;
import org.sparsevd.trainer.recipe.Reduction;
import org.sparsevd.trainer.unit.DeadUnits;

/**
 * A run of a recipe on a data set.
 *
 * <p>Everything random is a function of seed, epoch, step and index, so a run that was stopped
 * between any two steps goes on from its checkpoint as if nothing had happened.
 */
public final class Trainer {
  /** One to learn from, and one to choose the steps of quantisation by. */
  private static final int FEWEST = 2;

  private final Recipe recipe;
  private final Dataset dataset;
  private final TrainerOptions options;
  private final Preprocessing preprocessing;
  private final Checkpoint resumed;
  private final Teacher teacher;
  private volatile boolean stopRequested;

  private Trainer(
      Recipe recipe,
      Dataset dataset,
      TrainerOptions options,
      Preprocessing preprocessing,
      Checkpoint resumed,
      Teacher teacher) {
    checkFits(recipe.network(), dataset);
    recipe.network().checkSize();
    if (recipe.needsSeconds()) {
      throw new IllegalArgumentException(
          "recipe '" + recipe.name() + "' weighs by time, and has no seconds of its layers");
    }
    if (dataset.train().count() < FEWEST) {
      throw new IllegalArgumentException(
          "training takes at least "
              + FEWEST
              + " images, data set '"
              + dataset.name()
              + "' has "
              + dataset.train().count());
    }
    if (!Backends.names().contains(options.backend())) {
      throw Backends.unknown(options.backend());
    }
    this.recipe = recipe;
    this.dataset = dataset;
    this.options = options;
    this.preprocessing = preprocessing;
    this.resumed = resumed;
    this.teacher = teacher;
  }

  /**
   * A run from the beginning.
   *
   * @throws IllegalArgumentException if the data set's images do not fit the network, there are
   *     fewer than two to train on, there is no such backend, or the network is too large for
   *     checkpoints
   */
  public static Trainer start(Recipe recipe, Dataset dataset, TrainerOptions options) {
    return start(recipe, dataset, options, normalisation(recipe.network()));
  }

  /** A run from the beginning with this preprocessing; see above. */
  public static Trainer start(
      Recipe recipe, Dataset dataset, TrainerOptions options, Normalisation normalisation) {
    return new Trainer(recipe, dataset, options, normalisation.of(dataset.train()), null, null);
  }

  /**
   * A run that begins with the weights of another: its preprocessing, means, biases and batch
   * normalisation; what it had removed stays removed. The recipe's dense phases are left out.
   *
   * @throws IllegalArgumentException if the networks' layers with weights differ, or as above
   */
  public static Trainer startFrom(
      Checkpoint weights, Recipe recipe, Dataset dataset, TrainerOptions options) {
    Recipe rest = recipe.withoutDensePhases();
    checkFits(rest.network(), dataset);
    rest.network().checkSize();
    Checkpoint first = WarmStart.of(weights, rest, dataset, options);
    return new Trainer(rest, dataset, options, weights.preprocessing(), first, null);
  }

  /** What suits tables, whose columns have units of their own; or the first layer with weights. */
  private static Normalisation normalisation(Network network) {
    if (network.takesTables()) {
      return Normalisation.CHANNEL_DEVIATION;
    }
    for (LayerSpec layer : network.layers()) {
      if (layer instanceof LayerSpec.Dense) {
        return Normalisation.MEAN_IMAGE;
      }
      if (layer instanceof LayerSpec.Conv2d) {
        break;
      }
    }
    return network.input().dim(0) == 3
        ? Normalisation.CHANNEL_DEVIATION
        : Normalisation.CHANNEL_MEAN;
  }

  /**
   * A run from where a checkpoint left it; seed and backend are the checkpoint's.
   *
   * @throws IllegalArgumentException if the data set is not the one it was trained on
   */
  public static Trainer resume(Checkpoint checkpoint, Dataset dataset, TrainerOptions options) {
    checkpoint.dataset().check(dataset.identity());
    TrainerOptions same =
        new TrainerOptions(checkpoint.seed(), options.threads(), checkpoint.backend());
    return new Trainer(
        checkpoint.recipe(), dataset, same, checkpoint.preprocessing(), checkpoint, null);
  }

  /** Refuses data whose images or classes do not fit a network. */
  private static void checkFits(Network network, Dataset dataset) {
    String what = "data set '" + dataset.name() + "'";
    checkFits(network, what, dataset.shape(), dataset.classes());
    Targets targets = dataset.train().targets();
    if (targets == null) {
      return;
    }
    int told = network.outputShape().size();
    if (told != targets.width()) {
      throw new IllegalArgumentException(
          "network '"
              + network.name()
              + "' puts out "
              + told
              + " numbers, "
              + what
              + " has "
              + targets.width()
              + " "
              + targets.kind().id()
              + " for each input");
    }
    boolean dense = network.layers().get(network.layers().size() - 1) instanceof LayerSpec.Dense;
    if (targets.kind() == Targets.Kind.VALUES && !dense) {
      throw new IllegalArgumentException(
          "network '"
              + network.name()
              + "' must end in a dense layer to learn values, whose units it takes");
    }
  }

  private static boolean isChannelsLast(Shape images, Shape wanted) {
    return images.rank() == 3
        && wanted.equals(Shape.of(images.dim(2), images.dim(0), images.dim(1)));
  }

  /** Refuses images of another shape or more classes than a network's. */
  static void checkFits(Network network, String what, Shape images, int classes) {
    String name = "network '" + network.name() + "'";
    if (!network.input().equals(images)) {
      throw new IllegalArgumentException(
          name
              + " takes images "
              + network.input()
              + ", "
              + what
              + " has "
              + images
              + (isChannelsLast(images, network.input())
                  ? "; of arrays with channels last, --layout nhwc says so"
                  : ""));
    }
    int told = network.outputShape().size();
    if (classes > told) {
      throw new IllegalArgumentException(
          name + " tells " + told + " classes apart, " + what + " has " + classes);
    }
  }

  /**
   * The same run with the net that it learns from.
   *
   * @throws IllegalArgumentException if the recipe names no teacher or another one, or this one's
   *     images or classes are others
   */
  public Trainer taughtBy(Teacher newTeacher) {
    newTeacher.checkTeaches(recipe);
    if (dataset.train().targets() != null) {
      throw new IllegalArgumentException(
          "a teacher teaches classes, data set '"
              + dataset.name()
              + "' has "
              + dataset.train().targets().kind().id());
    }
    return new Trainer(recipe, dataset, options, preprocessing, resumed, newTeacher);
  }

  /** Ends the run after the current step, with a checkpoint. May be called from any thread. */
  public void requestStop() {
    stopRequested = true;
  }

  /**
   * Trains to the end of the recipe, or until {@link #requestStop}. The checkpoint file is replaced
   * after an epoch, at most every few seconds, and when the run ends, in whatever way.
   *
   * @return the last checkpoint; its epoch is below the recipe's epochs if the run was stopped
   * @throws DivergedException if the loss is no number; the file holds the last good epoch
   * @throws IOException if the checkpoint cannot be written
   * @throws IllegalStateException if the recipe has a teacher and {@link #taughtBy} was not called
   */
  public Checkpoint train(Path checkpointFile, TrainingListener listener)
      throws IOException, DivergedException {
    if (recipe.distillation() != null && teacher == null) {
      throw new IllegalStateException(
          "recipe '" + recipe.name() + "' learns from a teacher, and has none");
    }
    CheckpointSaver saver = new CheckpointSaver(checkpointFile);
    try (Backend backend = Backends.open(options);
        saver) {
      Checkpoint state = resumed != null ? resumed : first();
      CompactNet net = new CompactNet(recipe, backend, state.layers());
      Teacher.Lessons lessons =
          teacher == null ? null : new Teacher.Lessons(teacher, backend, recipe.batchSize());
      while (state.epoch() < recipe.epochs() && !stopRequested) {
        beginPhase(state, net);
        EpochRun run =
            new EpochRun(
                recipe, dataset, preprocessing, options.seed(), backend, net.net(), lessons);
        EpochRun.End end = run.train(state, () -> stopRequested, listener);
        state = end.complete() ? finish(net, backend, state, end) : paused(net, state, end);
        if (end.complete()) {
          listener.state(state);
        }
        saver.offer(state);
        if (end.complete()) {
          listener.epoch(state.history().get(state.history().size() - 1));
        }
      }
      return state;
    }
  }

  /** Leaves out what a phase does without from its beginning. */
  private void beginPhase(Checkpoint state, CompactNet net) {
    if (state.step() == 0 && state.epoch() == recipe.phaseStart(state.epoch())) {
      List<LayerState> before = net.save();
      Reduction reduction = recipe.phaseOf(state.epoch()).reduction();
      List<LayerState> left = reduction.as(new PhaseStart(before, new Decisions(recipe)));
      if (!left.equals(before)) {
        net.load(DeadUnits.remove(recipe, left));
      }
    }
  }

  private Checkpoint first() {
    List<LayerState> layers = Initialisation.of(recipe, options.seed());
    return Checkpoint.start(
            recipe, dataset.identity(), preprocessing, options.seed(), options.backend(), layers)
        .withTargets(targets());
  }

  private Checkpoint paused(CompactNet net, Checkpoint before, EpochRun.End end) {
    return checkpoint(net.save(), before.epoch(), end, before.history(), mixture(end));
  }

  private Checkpoint finish(CompactNet net, Backend backend, Checkpoint before, EpochRun.End end) {
    int epoch = before.epoch();
    Phase phase = recipe.phaseOf(epoch);
    int inPhase = epoch - recipe.phaseStart(epoch);
    if (phase.kind() == Phase.Kind.SPARSE) {
      double limit = phase.removal().at(inPhase + 1);
      if (limit < Phase.NO_REMOVAL.at(0)) {
        net.net().weighted().forEach(layer -> layer.remove(limit));
      }
    }
    boolean last = inPhase + 1 == phase.epochs();
    if (last && end.sharing() != null) {
      end.sharing().quantise(net.net());
    }
    if (!phase.isConventional()) {
      net.load(DeadUnits.remove(recipe, net.save()));
    }
    long nonZero = net.threshold();
    Answers answers = Scores.of(net.net(), backend, dataset.test(), preprocessing, targets());
    EpochResult result =
        new EpochResult(
            epoch + 1,
            recipe.epochs(),
            phase.kind(),
            end.lossSum() / dataset.train().count(),
            dataset.test().errorPercent(answers),
            nonZero,
            (double) net.total() / Math.max(1, nonZero),
            phase.learningRate().at(inPhase),
            phase.klWeight().at(inPhase));
    List<EpochResult> history = new ArrayList<>(before.history());
    history.add(result);
    return checkpoint(net.save(), epoch + 1, end, history, last ? null : mixture(end));
  }

  private static MixtureState mixture(EpochRun.End end) {
    return end.sharing() == null ? null : end.sharing().state();
  }

  private Checkpoint checkpoint(
      List<LayerState> layers,
      int epoch,
      EpochRun.End end,
      List<EpochResult> history,
      MixtureState mixture) {
    return new Checkpoint(
        recipe,
        dataset.identity(),
        preprocessing,
        options.seed(),
        options.backend(),
        epoch,
        end.step(),
        end.adamSteps(),
        end.complete() ? 0 : end.lossSum(),
        layers,
        history,
        mixture,
        targets());
  }

  /** What values are learned as; null where there are none. */
  private TargetScale targets() {
    return TargetScale.of(dataset.train().targets());
  }
}
