package org.sparsevd.trainer.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sparsevd.compress.TrainedModel;
import org.sparsevd.trainer.data.DatasetIdentity;
import org.sparsevd.trainer.data.Preprocessing;
import org.sparsevd.trainer.data.TargetScale;
import org.sparsevd.trainer.recipe.EpochResult;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Recipe;
import org.sparsevd.trainer.recipe.Reduction;

/**
 * The state of a training run between two steps: with the same data it goes on bit for bit.
 *
 * @param seed of everything random
 * @param backend that computed so far
 * @param epoch with which training goes on, from 0; the recipe's epochs when it is complete
 * @param step of that epoch with which training goes on, from 0
 * @param adamSteps steps that Adam has taken
 * @param lossSum sum of the losses of this epoch's steps so far
 * @param layers those with weights, in network order
 * @param history epochs that are complete, in order
 * @param mixture of a phase that shares weights and has begun; null elsewhere
 * @param targets what real values are learned as; null where none are
 */
public record Checkpoint(
    Recipe recipe,
    DatasetIdentity dataset,
    Preprocessing preprocessing,
    long seed,
    String backend,
    int epoch,
    int step,
    long adamSteps,
    double lossSum,
    List<LayerState> layers,
    List<EpochResult> history,
    MixtureState mixture,
    TargetScale targets) {

  /** Of a net that learns no real values. */
  public Checkpoint(
      Recipe recipe,
      DatasetIdentity dataset,
      Preprocessing preprocessing,
      long seed,
      String backend,
      int epoch,
      int step,
      long adamSteps,
      double lossSum,
      List<LayerState> layers,
      List<EpochResult> history,
      MixtureState mixture) {
    this(
        recipe,
        dataset,
        preprocessing,
        seed,
        backend,
        epoch,
        step,
        adamSteps,
        lossSum,
        layers,
        history,
        mixture,
        null);
  }

  /**
   * A checkpoint whose parts fit each other.
   *
   * @throws IllegalArgumentException if they do not; the message says what was expected
   */
  public Checkpoint {
    layers = List.copyOf(layers);
    history = List.copyOf(history);
    if (epoch < 0 || epoch > recipe.epochs()) {
      throw new IllegalArgumentException(
          "epoch must be 0 to " + recipe.epochs() + ", found " + epoch);
    }
    if (step < 0 || adamSteps < 0) {
      throw new IllegalArgumentException(
          "steps must not be negative, found " + step + " and " + adamSteps);
    }
    if (!preprocessing.shape().equals(dataset.shape())) {
      throw new IllegalArgumentException(
          "preprocessing of " + preprocessing.shape() + " does not fit images " + dataset.shape());
    }
    boolean begun = epoch < recipe.epochs() && (step > 0 || epoch > recipe.phaseStart(epoch));
    MixtureState.check(begun ? recipe.phaseOf(epoch).reduction() : Reduction.NONE, mixture);
    NetworkModel.check(recipe.network(), dataset, layers);
    recipe.network().checkSize();
    if (targets != null && !fits(targets, recipe.network())) {
      throw new IllegalArgumentException(
          targets.scale().length
              + " values are not what network '"
              + recipe.network().name()
              + "' puts out by a dense layer");
    }
  }

  private static boolean fits(TargetScale targets, Network network) {
    return network.layers().get(network.layers().size() - 1) instanceof LayerSpec.Dense last
        && last.outputs() == targets.scale().length;
  }

  /** The same state of a net that learns real values as this says, or none. */
  public Checkpoint withTargets(TargetScale newTargets) {
    return new Checkpoint(
        recipe,
        dataset,
        preprocessing,
        seed,
        backend,
        epoch,
        step,
        adamSteps,
        lossSum,
        layers,
        history,
        mixture,
        newTargets);
  }

  /**
   * The state of a run before its first step.
   *
   * @throws IllegalArgumentException if the parts do not fit each other
   */
  public static Checkpoint start(
      Recipe recipe,
      DatasetIdentity dataset,
      Preprocessing preprocessing,
      long seed,
      String backend,
      List<LayerState> layers) {
    return new Checkpoint(
        recipe, dataset, preprocessing, seed, backend, 0, 0, 0, 0, layers, List.of(), null);
  }

  /**
   * Reads a checkpoint file.
   *
   * @throws IOException if it cannot be read, is no checkpoint, of an unknown version, damaged or
   *     inconsistent; the message is one line that names the file
   */
  public static Checkpoint read(Path file) throws IOException {
    return CheckpointStore.read(file);
  }

  /**
   * Writes a checkpoint file: first a temporary one beside it ({@code NAME.tmp}), which then takes
   * its place at once. On failure the old file stays as it was.
   *
   * @throws IOException if the file cannot be written; the message is one line that names it
   */
  public void write(Path file) throws IOException {
    CheckpointStore.write(this, file);
  }

  /**
   * The network as it stands, for compression: preprocessing of raw pixels, then the layers with
   * the means of all weights that have not been removed, and the log variances of the layers that
   * have them: those by which each weight decides, as its block does where there are blocks. Real
   * values come out in their own units.
   */
  public TrainedModel trainedModel() {
    Map<String, float[]> logSigma2 = new TreeMap<>();
    Decisions decisions = new Decisions(recipe);
    List<LayerState> told = new ArrayList<>(layers);
    for (int l = 0; l < layers.size(); l++) {
      LayerState layer = layers.get(l).withLogSigma2Alone(decisions.logSigma2(l, layers.get(l)));
      if (targets != null && l == layers.size() - 1) {
        layer = layer.scaled(targets.scale(), targets.shift());
      }
      told.set(l, layer);
      if (layer.logSigma2().length > 0) {
        logSigma2.put(layer.name(), layer.logSigma2());
      }
    }
    return new TrainedModel(NetworkModel.of(recipe.network(), preprocessing, told), logSigma2);
  }
}
