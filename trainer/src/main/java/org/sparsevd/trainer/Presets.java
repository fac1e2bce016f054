package org.sparsevd.trainer;

import java.util.List;

/** The recipes that come with the project. */
public final class Presets {
  private static final String LENET_300_100 = "lenet-300-100";
  private static final String LENET_5 = "lenet-5";

  private Presets() {}

  /** Names of the presets. */
  public static List<String> names() {
    return List.of(LENET_300_100, LENET_5);
  }

  /**
   * Our recipe for a network.
   *
   * @throws IllegalArgumentException if there is no such preset; the message lists all
   */
  public static Recipe recipe(String name) {
    return switch (name) {
      case LENET_300_100 -> new Recipe(LENET_300_100, Network.lenet300100(), 96, -10, fullSize());
      case LENET_5 -> new Recipe(LENET_5, Network.lenet5(), 96, -10, lenet5Phases());
      default -> throw unknown(name);
    };
  }

  /**
   * The schedule of Molchanov et al. 2017, section 5: Adam, batch 100, 200 epochs, the KL weight 0
   * until epoch 5 and 1 from epoch 20 on, no augmentation.
   *
   * @throws IllegalArgumentException if there is no such preset
   */
  public static Recipe paper(String name) {
    Schedule kl = Schedule.through(5, 0, 20, 1);
    return switch (name) {
      case LENET_300_100 ->
          paper(name, Network.lenet300100(), kl, Schedule.through(0, 1e-3, 100, 1e-3, 200, 0));
      case LENET_5 -> paper(name, Network.lenet5(), kl, Schedule.through(0, 1e-3, 200, 0));
      default -> throw unknown(name);
    };
  }

  private static Recipe paper(String name, Network network, Schedule kl, Schedule rate) {
    Phase phase = new Phase(Phase.Kind.SPARSE, 200, rate, 1, kl, Phase.NO_REMOVAL, 0);
    return new Recipe(name + "-paper", network, 100, -10, List.of(phase));
  }

  private static List<Phase> fullSize() {
    return List.of(
        new Phase(
            Phase.Kind.SPARSE,
            60,
            Schedule.through(0, 2e-3, 60, 0),
            0.4,
            Schedule.through(5, 0, 20, 1, 30, 1, 45, 2),
            Schedule.through(42, 1000, 42, 3, 52, 0),
            1));
  }

  private static List<Phase> lenet5Phases() {
    Schedule zero = Schedule.constant(0);
    return List.of(
        new Phase(
            Phase.Kind.DENSE, 4, Schedule.through(0, 1e-3, 4, 0), 0, zero, Phase.NO_REMOVAL, 1),
        new Phase(
            Phase.Kind.SPARSE,
            32,
            Schedule.through(0, 1.5e-3, 32, 0),
            0.5,
            Schedule.through(0, 0, 6, 1, 13, 1, 24, 2),
            Schedule.through(25, 1000, 25, 3, 29, 0),
            1),
        new Phase(
            Phase.Kind.FINE_TUNE,
            5,
            Schedule.through(0, 5e-4, 5, 0),
            0,
            zero,
            Schedule.constant(-1),
            1));
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "unknown preset '" + name + "', expected one of " + String.join(", ", names()));
  }
}
