package org.sparsevd.benchmarks;

import org.sparsevd.benchmarks.builds.BuildsCommand;
import org.sparsevd.benchmarks.codec.CodecCommand;
import org.sparsevd.benchmarks.densities.DensitiesCommand;
import org.sparsevd.benchmarks.embedders.EmbeddersCommand;
import org.sparsevd.benchmarks.inference.InferenceCommand;
import org.sparsevd.benchmarks.inference.ProfilesCommand;
import org.sparsevd.benchmarks.real.FiguresCommand;
import org.sparsevd.benchmarks.real.GarbageCommand;
import org.sparsevd.benchmarks.real.LayersCommand;
import org.sparsevd.benchmarks.real.NetCommand;
import org.sparsevd.benchmarks.real.RealCommand;
import org.sparsevd.benchmarks.rows.RowsCommand;
import org.sparsevd.benchmarks.training.ProductsCommand;
import org.sparsevd.benchmarks.training.TrainingCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What {@code tools/benchmarks/run} starts. */
@Command(
    name = "run",
    description = "Measurements, as ratios within one run.",
    mixinStandardHelpOptions = true,
    subcommands = {
      InferenceCommand.class,
      RealCommand.class,
      RowsCommand.class,
      FiguresCommand.class,
      EmbeddersCommand.class,
      LayersCommand.class,
      GarbageCommand.class,
      ProfilesCommand.class,
      TrainingCommand.class,
      ProductsCommand.class,
      DensitiesCommand.class,
      CodecCommand.class,
      BuildsCommand.class,
      NetCommand.class
    })
public final class Benchmarks {
  private Benchmarks() {}

  /** Exit codes: 0 fine, 1 failure, 2 wrong usage. */
  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Benchmarks())
            .setExecutionExceptionHandler(
                (error, command, parsed) -> {
                  System.err.println("benchmarks: " + error);
                  return CommandLine.ExitCode.SOFTWARE;
                })
            .execute(args));
  }
}
