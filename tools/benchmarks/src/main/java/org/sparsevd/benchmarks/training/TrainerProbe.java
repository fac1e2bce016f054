package org.sparsevd.benchmarks.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.Backends;
import org.sparsevd.trainer.DivergedException;
import org.sparsevd.trainer.Trainer;
import org.sparsevd.trainer.TrainerOptions;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.Images;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.recipe.Phase;
import org.sparsevd.trainer.recipe.Presets;
import org.sparsevd.trainer.recipe.Recipe;
import org.sparsevd.trainer.recipe.Schedule;

/**
 * Measures our trainer's steps at the dense start, in a process of its own. Arguments: network,
 * kind, threads, warm-up steps, steps, data set. Prints an {@link EpochTime} as JSON.
 */
final class TrainerProbe {
  private static final double LEARNING_RATE = 1e-3;

  private static final Shape CIFAR = Shape.of(3, 32, 32);

  /** Small, so that the net learns from the first step on: the presets raise it over epochs. */
  private static final double KL_WEIGHT = 0.1;

  private TrainerProbe() {}

  /** Whether a preset's images are those of CIFAR. */
  static boolean takesCifar(String preset) {
    return Presets.recipe(preset).network().input().equals(CIFAR);
  }

  /**
   * As many random images as CIFAR-10 has: the time of a step does not depend on what they show.
   */
  private static Dataset noise() {
    Images train = noise(CIFAR, 50_000);
    return new Dataset("noise", CIFAR, 10, train, noise(CIFAR, 100), "0".repeat(64));
  }

  private static Images noise(Shape shape, int count) {
    Random random = new Random(count);
    byte[] pixels = new byte[count * shape.size()];
    byte[] labels = new byte[count];
    random.nextBytes(pixels);
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) random.nextInt(10);
    }
    return new Images(shape, pixels, labels);
  }

  /** See {@link TrainerProbe}. */
  public static void main(String[] args) throws Exception {
    String network = args[0];
    String kind = args[1];
    int threads = Integer.parseInt(args[2]);
    EpochTime time =
        measure(
            network,
            kind,
            new TrainerOptions(1, threads, "host"),
            Integer.parseInt(args[3]),
            Integer.parseInt(args[4]),
            takesCifar(network) ? noise() : Dataset.open(args[5]));
    System.out.println(new ObjectMapper().writeValueAsString(time));
  }

  private static EpochTime measure(
      String network, String kind, TrainerOptions options, int warmup, int steps, Dataset dataset)
      throws IOException, DivergedException {
    Recipe recipe = recipe(network, Phase.Kind.valueOf(kind.toUpperCase(Locale.ROOT)));
    Trainer trainer = Trainer.start(recipe, dataset, options);
    StepClock clock = new StepClock(warmup, steps, trainer::requestStop);
    Path checkpoint = Files.createTempFile("sparsevd-benchmark", ".ckpt");
    try {
      trainer.train(checkpoint, clock);
    } finally {
      Files.delete(checkpoint);
    }
    return new EpochTime(
        "SparseVD " + description(options),
        network,
        kind,
        options.threads(),
        recipe.batchSize(),
        clock.measured(),
        clock.secondsPerEpoch(),
        clock.medianSecondsPerEpoch(),
        clock.loss(),
        peakMegabytes());
  }

  /** The most memory that this process has had, where the system tells. */
  private static double peakMegabytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
      }
    }
    return 0;
  }

  private static String description(TrainerOptions options) {
    try (Backend backend = Backends.open(options)) {
      return backend.description();
    }
  }

  /** The preset's network and batch, and nothing that makes units die: every step is the same. */
  private static Recipe recipe(String preset, Phase.Kind kind) {
    Recipe recipe = Presets.recipe(preset);
    Phase phase =
        new Phase(
            kind,
            Recipe.MAX_EPOCHS,
            Schedule.constant(LEARNING_RATE),
            1,
            Schedule.constant(KL_WEIGHT),
            Phase.NO_REMOVAL,
            0);
    return new Recipe(
        preset, recipe.network(), recipe.batchSize(), recipe.initialLogSigma2(), List.of(phase));
  }
}
