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
  private static final int DENSE_EPOCHS = 20;

  private MethodRecipes() {}

  /** A dense net, then pruned several times, each time followed by training. */
  static Recipe pruning(Network network) {
    List<Phase> phases = new ArrayList<>();
    phases.add(phase(DENSE_EPOCHS, 2e-3, Reduction.NONE));
    for (List<Double> quality : qualities(network)) {
      phases.add(phase(12, 1e-3, new Pruning(quality)));
    }
    return recipe("pruning", network.withDropout(DROPOUT), phases);
  }

  /** For each time; what is left has a larger deviation than what it was taken from. */
  private static List<List<Double>> qualities(Network network) {
    if (network.equals(Network.lenet300100())) {
      return List.of(List.of(1.2, 1.2, 0.7), List.of(1.0, 1.0, 0.5), List.of(0.7, 0.7, 0.3));
    }
    if (network.equals(Network.lenet5())) {
      return List.of(
          List.of(0.4, 1.0, 1.3, 0.8), List.of(0.3, 0.7, 1.0, 0.6), List.of(0.2, 0.5, 0.7, 0.4));
    }
    return List.of(List.of(1.0), List.of(0.7), List.of(0.5));
  }

  /** A dense net, then surgery. */
  static Recipe surgery(Network network) {
    Surgery surgery = new Surgery(deviations(network), 1e-4, 1);
    return recipe(
        "dns",
        network,
        List.of(phase(DENSE_EPOCHS, 2e-3, Reduction.NONE), phase(40, 1e-3, surgery)));
  }

  private static List<Double> deviations(Network network) {
    if (network.equals(Network.lenet300100())) {
      return List.of(2.0, 1.5, 0.5);
    }
    return network.equals(Network.lenet5()) ? List.of(0.5, 1.5, 2.5, 1.0) : List.of(1.0);
  }

  /** A dense net, whose weights are then shared. */
  static Recipe sharing(Network network) {
    return recipe(
        "sws",
        network,
        List.of(
            phase(DENSE_EPOCHS, 2e-3, Reduction.NONE),
            Phase.dense(
                40, Schedule.through(0, 5e-4, 40, 0), Augmentation.NONE, 0, WeightSharing.USUAL)));
  }

  private static Recipe recipe(String method, Network network, List<Phase> phases) {
    return new Recipe(network.name() + "-" + method, network, BATCH_SIZE, NO_LOG_SIGMA2, phases);
  }

  private static Phase phase(int epochs, double rate, Reduction reduction) {
    Schedule falling = Schedule.through(0, rate, epochs, 0);
    return Phase.dense(epochs, falling, Augmentation.NONE, WEIGHT_DECAY, reduction);
  }
}
