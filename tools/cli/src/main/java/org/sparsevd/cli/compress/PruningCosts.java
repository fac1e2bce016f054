package org.sparsevd.cli.compress;

import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.Console;
import org.sparsevd.cli.options.PruningOptions;
import org.sparsevd.cli.run.NamedRun;
import org.sparsevd.compress.prune.WeightCosts;
import org.sparsevd.model.Model;

/** What zeros spare, as {@code --cost} says. */
final class PruningCosts {
  private PruningCosts() {}

  /**
   * The costs of the weights of a model.
   *
   * @throws CliException if they cannot be told of such a net
   */
  static WeightCosts of(PruningOptions pruning, Model model, Console output) throws CliException {
    return switch (pruning.cost()) {
      case BYTES -> WeightCosts.EQUAL;
      case OPERATIONS -> operations(model);
      case TIME -> time(model, output);
    };
  }

  private static WeightCosts operations(Model model) throws CliException {
    try {
      return WeightCosts.operations(model);
    } catch (IllegalArgumentException e) {
      throw CliException.failure("--cost operations: " + e.getMessage());
    }
  }

  private static WeightCosts time(Model model, Console output) throws CliException {
    if (NamedRun.isFor(model) || !model.isFixed()) {
      throw CliException.failure(
          "--cost time measures nets from one input of fixed extents to one output;"
              + " --cost operations counts multiply-adds");
    }
    return WeightCosts.of(WeightTimes.measure(model, output::progress));
  }
}
