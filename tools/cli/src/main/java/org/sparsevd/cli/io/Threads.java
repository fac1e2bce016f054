package org.sparsevd.cli.io;

import org.sparsevd.trainer.TrainerOptions;

/** The number of threads as told on the command line. */
public final class Threads {
  private Threads() {}

  /**
   * Trainer options with as many threads as there are processors, or as told.
   *
   * @param told null if not
   * @throws CliException if the number makes no sense
   */
  public static TrainerOptions options(long seed, Integer told, String backend)
      throws CliException {
    int threads = told == null ? Runtime.getRuntime().availableProcessors() : told;
    try {
      return new TrainerOptions(seed, threads, backend);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--threads: " + e.getMessage());
    }
  }
}
