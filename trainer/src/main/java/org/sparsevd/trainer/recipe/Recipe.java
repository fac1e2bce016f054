package org.sparsevd.trainer.recipe;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.trainer.block.Blocks;

/**
 * A network and how it is trained.
 *
 * @param batchSize images a step; the last step of an epoch may have fewer
 * @param initialLogSigma2 log variance of every weight when the first {@link Phase.Kind#SPARSE}
 *     phase begins
 * @param noise what the noise of the weights is learned as
 * @param distillation what is learned from a teacher, or null where there is none
 * @param cost by which the divergence of each layer is weighed
 * @param blocks of weights that stay or go together
 * @param seconds that a weight of each layer takes, measured once for {@link Cost#TIME}; else none
 */
public record Recipe(
    String name,
    Network network,
    int batchSize,
    double initialLogSigma2,
    List<Phase> phases,
    Noise noise,
    Distillation distillation,
    Cost cost,
    Blocks blocks,
    List<Double> seconds) {

  /** Most epochs a recipe may have. */
  public static final int MAX_EPOCHS = 100_000;

  private static final double DENSE_DROPOUT = 0.5;
  private static final double DENSE_WEIGHT_DECAY = 0.05;

  public Recipe {
    phases = List.copyOf(phases);
    seconds = List.copyOf(seconds);
    if (batchSize < 1 || batchSize > 4096) {
      throw new IllegalArgumentException("batch size must be 1 to 4096, found " + batchSize);
    }
    if (!Double.isFinite(initialLogSigma2)) {
      throw new IllegalArgumentException("initial log sigma^2 is not finite");
    }
    if (phases.isEmpty()) {
      throw new IllegalArgumentException("recipe '" + name + "' has no phases");
    }
    phases.forEach(phase -> phase.reduction().check(network.weighted().size()));
    cost.check(network, seconds);
    long epochs = phases.stream().mapToLong(Phase::epochs).sum();
    if (epochs > MAX_EPOCHS) {
      throw new IllegalArgumentException(
          "recipe '"
              + name
              + "' has "
              + epochs
              + " epochs, at most "
              + MAX_EPOCHS
              + " are allowed");
    }
  }

  /** A recipe in which all weights cost the same, and each decides for itself. */
  public Recipe(
      String name,
      Network network,
      int batchSize,
      double initialLogSigma2,
      List<Phase> phases,
      Noise noise,
      Distillation distillation) {
    this(
        name,
        network,
        batchSize,
        initialLogSigma2,
        phases,
        noise,
        distillation,
        Cost.BYTES,
        Blocks.NONE,
        List.of());
  }

  /** A recipe with additive noise, without a teacher. */
  public Recipe(
      String name, Network network, int batchSize, double initialLogSigma2, List<Phase> phases) {
    this(name, network, batchSize, initialLogSigma2, phases, Noise.ADDITIVE, null);
  }

  /** Epochs of all phases. */
  public int epochs() {
    return phases.stream().mapToInt(Phase::epochs).sum();
  }

  /** The phase that an epoch of the whole run, counted from 0, belongs to. */
  public Phase phaseOf(int epoch) {
    return phases.get(phaseIndex(epoch));
  }

  /** Epoch of the whole run at which the phase of this epoch begins. */
  public int phaseStart(int epoch) {
    int start = 0;
    for (int i = 0; i < phaseIndex(epoch); i++) {
      start += phases.get(i).epochs();
    }
    return start;
  }

  private int phaseIndex(int epoch) {
    int end = 0;
    for (int i = 0; i < phases.size(); i++) {
      end += phases.get(i).epochs();
      if (epoch < end) {
        return i;
      }
    }
    throw new IllegalArgumentException("epoch " + epoch + " is not below " + epochs());
  }

  /**
   * The same course in another number of epochs: every phase gets its share, and a phase whose
   * share rounds to none is left out. The longest, the first of several, gets what rounding leaves
   * over. It always stays: where others' shares leave nothing, those that were rounded up most give
   * way.
   *
   * @throws IllegalArgumentException if the number is not 1 to {@link #MAX_EPOCHS}
   */
  public Recipe withEpochs(int newEpochs) {
    if (newEpochs < 1 || newEpochs > MAX_EPOCHS) {
      throw new IllegalArgumentException(
          "epochs must be 1 to " + MAX_EPOCHS + ", found " + newEpochs);
    }
    if (newEpochs == epochs()) {
      return this;
    }
    int[] shares = Phase.shares(phases, newEpochs);
    List<Phase> scaled = new ArrayList<>();
    for (int i = 0; i < shares.length; i++) {
      if (shares[i] > 0) {
        scaled.add(phases.get(i).withEpochs(shares[i]));
      }
    }
    return withPhases(scaled);
  }

  private Recipe withPhases(List<Phase> newPhases) {
    return new Recipe(
        name,
        network,
        batchSize,
        initialLogSigma2,
        newPhases,
        noise,
        distillation,
        cost,
        blocks,
        seconds);
  }

  /** The same recipe with a teacher. */
  public Recipe withDistillation(Distillation newDistillation) {
    return new Recipe(
        name,
        network,
        batchSize,
        initialLogSigma2,
        phases,
        noise,
        newDistillation,
        cost,
        blocks,
        seconds);
  }

  /**
   * The same recipe whose noise is learned in another way.
   *
   * @throws IllegalArgumentException if it has no sparse phase, so no noise
   */
  public Recipe withNoise(Noise newNoise) {
    needsSparsePhase("noise");
    return new Recipe(
        name,
        network,
        batchSize,
        initialLogSigma2,
        phases,
        newNoise,
        distillation,
        cost,
        blocks,
        seconds);
  }

  /**
   * The same recipe whose divergence is weighed by another cost.
   *
   * @throws IllegalArgumentException if it has no sparse phase, so no divergence
   */
  public Recipe withCost(Cost newCost) {
    needsSparsePhase("divergence");
    return new Recipe(
        name,
        network,
        batchSize,
        initialLogSigma2,
        phases,
        noise,
        distillation,
        newCost,
        blocks,
        newCost == cost ? seconds : List.of());
  }

  /**
   * The same recipe whose weights decide in other blocks.
   *
   * @throws IllegalArgumentException if it has no sparse phase, so nothing to decide
   */
  public Recipe withBlocks(Blocks newBlocks) {
    needsSparsePhase("blocks");
    return new Recipe(
        name,
        network,
        batchSize,
        initialLogSigma2,
        phases,
        noise,
        distillation,
        cost,
        newBlocks,
        seconds);
  }

  /**
   * The same recipe that knows how long a weight of each layer takes.
   *
   * @throws IllegalArgumentException if there is not one for each layer with weights, one is not
   *     above 0 and below 1, or the cost is not {@link Cost#TIME}
   */
  public Recipe withSeconds(List<Double> newSeconds) {
    return new Recipe(
        name,
        network,
        batchSize,
        initialLogSigma2,
        phases,
        noise,
        distillation,
        cost,
        blocks,
        newSeconds);
  }

  /** Whether how long weights take is to be measured before it can run. */
  public boolean needsSeconds() {
    return cost == Cost.TIME && seconds.isEmpty();
  }

  /**
   * What the divergence of each layer with weights is multiplied with.
   *
   * @throws IllegalStateException if {@link #needsSeconds}
   */
  public float[] costs() {
    if (needsSeconds()) {
      throw new IllegalStateException(
          "recipe '" + name + "' weighs by time, and nobody has measured it: withSeconds");
    }
    return cost.factors(network, seconds);
  }

  private void needsSparsePhase(String what) {
    if (phases.stream().noneMatch(phase -> phase.kind() == Phase.Kind.SPARSE)) {
      throw new IllegalArgumentException(
          "recipe '" + name + "' has no sparse phase, so no " + what);
    }
  }

  /** The same recipe for another network. */
  public Recipe withNetwork(Network newNetwork) {
    return new Recipe(
        name,
        newNetwork,
        batchSize,
        initialLogSigma2,
        phases,
        noise,
        distillation,
        cost,
        blocks,
        seconds);
  }

  /** The same recipe with another number of images a step. */
  public Recipe withBatchSize(int newBatchSize) {
    return new Recipe(
        name,
        network,
        newBatchSize,
        initialLogSigma2,
        phases,
        noise,
        distillation,
        cost,
        blocks,
        seconds);
  }

  /** The same recipe whose weights have another log variance when the first sparse phase begins. */
  public Recipe withInitialLogSigma2(double newInitialLogSigma2) {
    return new Recipe(
        name,
        network,
        batchSize,
        newInitialLogSigma2,
        phases,
        noise,
        distillation,
        cost,
        blocks,
        seconds);
  }

  /** The same recipe with images that vary in another way, in all phases. */
  public Recipe withAugmentation(Augmentation augmentation) {
    List<Phase> varied =
        phases.stream().map(phase -> phase.withAugmentation(augmentation)).toList();
    return withPhases(varied);
  }

  /**
   * The same recipe with all weights of the divergence multiplied by this.
   *
   * @throws IllegalArgumentException if it is not 0 to 1000, or there is no sparse phase
   */
  public Recipe withKlScale(double scale) {
    needsSparsePhase("divergence");
    return withPhases(phases.stream().map(phase -> phase.withKlScale(scale)).toList());
  }

  /**
   * The recipe for a network that has been trained densely already. Dense phases that leave weights
   * out stay.
   *
   * @throws IllegalArgumentException if it has dense phases only
   */
  public Recipe withoutDensePhases() {
    List<Phase> rest = phases.stream().filter(phase -> !phase.isConventional()).toList();
    return withPhases(rest);
  }

  /**
   * The conventional network to compare with: as many epochs without noise, with binary dropout and
   * weight decay. The learning rate takes the course of the first phase.
   */
  public Recipe dense() {
    Phase first = phases.get(0);
    boolean decays = first.kind() == Phase.Kind.DENSE && first.weightDecay() > 0;
    Phase dense =
        new Phase(
            Phase.Kind.DENSE,
            epochs(),
            first.learningRate().stretched((double) epochs() / first.epochs()),
            0,
            Schedule.constant(0),
            Phase.NO_REMOVAL,
            first.augmentation(),
            decays ? first.weightDecay() : DENSE_WEIGHT_DECAY);
    Network dropping = network.withDropout(DENSE_DROPOUT);
    return new Recipe(
        name + "-dense",
        dropping,
        batchSize,
        initialLogSigma2,
        List.of(dense),
        noise,
        distillation,
        cost,
        Blocks.NONE,
        seconds);
  }
}
