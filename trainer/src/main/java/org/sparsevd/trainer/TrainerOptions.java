package org.sparsevd.trainer;

/**
 * How a run is carried out, beside its recipe.
 *
 * @param seed of everything random
 * @param threads that compute, 1 to 1024; results do not depend on it
 * @param backend {@code host} or {@code nd4j}
 */
public record TrainerOptions(long seed, int threads, String backend) {
  public TrainerOptions {
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("threads must be 1 to 1024, found " + threads);
    }
  }

  /** This seed, every processor, the backend for CPUs. */
  public static TrainerOptions defaults(long seed) {
    return new TrainerOptions(seed, Runtime.getRuntime().availableProcessors(), "host");
  }
}
