package org.sparsevd.cli.options;

import org.sparsevd.cli.io.CliException;
import org.sparsevd.trainer.TrainerOptions;
import picocli.CommandLine.Option;

/** With how many threads a command trains or evaluates. */
public final class ThreadOption {
  @Option(names = "--threads", paramLabel = "T", description = "default: every processor")
  private Integer threads;

  /**
   * Trainer options with as many threads as there are processors, or as told.
   *
   * @throws CliException if the number makes no sense
   */
  public TrainerOptions options(long seed, String backend) throws CliException {
    int count = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    try {
      return new TrainerOptions(seed, count, backend);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--threads: " + e.getMessage());
    }
  }
}
