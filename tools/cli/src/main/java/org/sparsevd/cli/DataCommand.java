package org.sparsevd.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code sparsevd data}: what is about data sets themselves. */
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    header = "Fetches public data sets, and makes a table to try things on.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {DataFetchCommand.class, DataTableCommand.class})
final class DataCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
