package org.sparsevd.trainer.recipe;

import java.util.ArrayList;
import java.util.List;

/**
 * Recipes of methods other than Sparse Variational Dropout, without augmentation. How each was
 * chosen, and what it gives, is in docs/RESULTS.md. A network that is none of the paper's has the
 * same values for all its layers.
 */
final class MethodRecipes {
  private static final int BATCH_SIZE = 96;
  private static final double NO_LOG_SIGMA2 = -10;
  private static final double DROPOUT = 0.5;
  private static final double WEIGHT_DECAY = 0.05;
  private static final double DENSE_WEIGHT_DECAY = 0.1;
  private static final int CONVENTIONAL_EPOCHS = 40;
  private static final int DENSE_EPOCHS = 20;
  private static final int SHARING_BATCH_SIZE = 320;
  private static final double SHARING_DROPOUT = 0.1;

  private MethodRecipes() {}

  /** A dense net, then pruned several times, each time followed by training. */
  static Recipe pruning(Network network) {
    List<Phase> phases = new ArrayList<>();
    phases.add(conventional());
    List<List<Double>> qualities = qualities(network);
    for (int i = 0; i < qualities.size(); i++) {
      int epochs = i + 1 < qualities.size() ? 10 : 20;
      phases.add(phase(epochs, 1.5e-3, new Pruning(qualities.get(i))));
    }
    return recipe("pruning", network.withDropout(DROPOUT), phases);
  }

  private static Phase conventional() {
    Schedule falling = Schedule.through(0, 2e-3, CONVENTIONAL_EPOCHS, 0);
    return Phase.dense(
        CONVENTIONAL_EPOCHS, falling, Augmentation.NONE, DENSE_WEIGHT_DECAY, Reduction.NONE);
  }

  /** For each time; what is left has a larger deviation than what it was taken from. */
  private static List<List<Double>> qualities(Network network) {
    if (network.equals(Network.lenet300100())) {
      return List.of(List.of(1.2, 1.2, 0.7), List.of(0.9, 0.9, 0.5), List.of(0.8, 0.8, 0.4));
    }
    if (network.equals(Network.lenet5())) {
      return List.of(
          List.of(0.4, 1.3, 1.3, 0.8), List.of(0.3, 0.9, 1.0, 0.6), List.of(0.2, 0.8, 0.9, 0.5));
    }
    return List.of(List.of(1.0), List.of(0.7), List.of(0.5));
  }

  /** A dense net, then surgery with few weights left out, then with more. */
  static Recipe surgery(Network network) {
    List<Phase> phases = new ArrayList<>();
    phases.add(conventional());
    List<List<Double>> deviations = deviations(network);
    for (int i = 0; i < deviations.size(); i++) {
      int epochs = i + 1 < deviations.size() ? 5 : 30;
      phases.add(phase(epochs, 1.5e-3, new Surgery(deviations.get(i), 1e-4, 1)));
    }
    return recipe("dns", network.withDropout(DROPOUT), phases);
  }

  private static List<List<Double>> deviations(Network network) {
    if (network.equals(Network.lenet300100())) {
      return List.of(List.of(2.0, 1.5, 0.5), List.of(2.9, 2.1, 0.7));
    }
    if (network.equals(Network.lenet5())) {
      return List.of(
          List.of(0.2, 1.3, 2.0, 0.8), List.of(0.4, 1.7, 3.0, 1.4), List.of(0.5, 1.95, 3.9, 1.8));
    }
    return List.of(List.of(0.5), List.of(1.0));
  }

  /**
   * A dense net, whose weights are then drawn together more and more, and tied at last. Dropout is
   * rare, since few weights are left; where pixels go to a dense layer, they have it too.
   */
  static Recipe sharing(Network network) {
    Network dropping = network.withDropout(SHARING_DROPOUT);
    boolean pixels = network.equals(Network.lenet300100());
    Phase dense =
        Phase.dense(
            DENSE_EPOCHS,
            Schedule.through(0, 3e-3, DENSE_EPOCHS, 0),
            Augmentation.NONE,
            DENSE_WEIGHT_DECAY,
            Reduction.NONE);
    Phase sharing =
        Phase.dense(18, Schedule.through(10, 2e-3, 18, 0), Augmentation.NONE, 0, mixture(network));
    return new Recipe(
        network.name() + "-sws",
        pixels ? dropping.withInputDropout(SHARING_DROPOUT) : dropping,
        SHARING_BATCH_SIZE,
        NO_LOG_SIGMA2,
        List.of(dense, sharing));
  }

  /** The larger the share of zero, the sparser a net gets. */
  private static WeightSharing mixture(Network network) {
    return new WeightSharing(
        17,
        network.equals(Network.lenet5()) ? 0.9999 : 0.997,
        Schedule.through(0, 0.015, 3, 0.025, 6, 0.045, 10, 0.05, 14, 0.15),
        5e-3,
        5e-2,
        5e-2,
        new GammaPrior(5000, 2),
        new GammaPrior(250, 0.05),
        3);
  }

  private static Recipe recipe(String method, Network network, List<Phase> phases) {
    return new Recipe(network.name() + "-" + method, network, BATCH_SIZE, NO_LOG_SIGMA2, phases);
  }

  private static Phase phase(int epochs, double rate, Reduction reduction) {
    Schedule falling = Schedule.through(0, rate, epochs, 0);
    return Phase.dense(epochs, falling, Augmentation.NONE, WEIGHT_DECAY, reduction);
  }
}
