package org.sparsevd.cli;

import java.io.PrintWriter;
import org.sparsevd.report.JsonReport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options every command has about what it prints, and the way to print it. */
final class Output {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--json", description = "print the result as JSON, progress as JSON lines")
  private boolean json;

  @Option(names = "--quiet", description = "no progress, only the result and errors")
  private boolean quiet;

  @Option(names = "--stacktrace", description = "with an error, print where it happened")
  private boolean stackTrace;

  boolean json() {
    return json;
  }

  boolean quiet() {
    return quiet;
  }

  /** Prints the command's result to stdout: the value as JSON, or the text. */
  void result(Object value, String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? JsonReport.pretty(value) : text.stripTrailing());
    out.flush();
  }

  /** Prints a line about what goes on to stderr, unless quiet or for machines. */
  void progress(String line) {
    if (!quiet && !json) {
      notice(line);
    }
  }

  /** Prints a line that matters also to who wants quiet. */
  void notice(String line) {
    err().println(line);
    err().flush();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
