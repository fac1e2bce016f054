package org.sparsevd.cli;

import java.nio.file.Path;
import org.sparsevd.cli.io.Failures;
import org.sparsevd.cli.io.LocaleHint;
import org.sparsevd.cli.io.ToolVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command itself: prints its help, everything else is in the subcommands. */
@Command(
    name = "sparsevd",
    mixinStandardHelpOptions = true,
    versionProvider = ToolVersion.class,
    description = "Trains sparse networks, stores them in kilobytes and runs them on the JVM.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Start with:  sparsevd pipeline lenet-300-100, help: sparsevd COMMAND --help",
      "Exit codes:  0 fine, 1 failure, 2 wrong usage, 3 verification failed"
    },
    subcommands = {
      PipelineCommand.class,
      TrainCommand.class,
      CompareCommand.class,
      CompressCommand.class,
      ExportCommand.class,
      RunCommand.class,
      EmbedCommand.class,
      UncertaintyCommand.class,
      ServeCommand.class,
      BenchCommand.class,
      InspectCommand.class,
      VerifyCommand.class,
      SweepCommand.class,
      RunsCommand.class,
      DataCommand.class,
      DoctorCommand.class
    })
final class SparseVd implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** The command with its error handling, ready to execute. */
  static CommandLine commandLine() {
    Failures failures = new Failures();
    return new CommandLine(new SparseVd())
        .registerConverter(Path.class, LocaleHint::path)
        .setExecutionStrategy(failures)
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures)
        .setAbbreviatedOptionsAllowed(false)
        .setUsageHelpAutoWidth(true);
  }
}
