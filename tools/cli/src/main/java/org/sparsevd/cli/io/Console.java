package org.sparsevd.cli.io;

import java.io.PrintWriter;
import org.sparsevd.report.JsonReport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options every command has about what it prints, and the way to print it. */
public final class Console {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--json", description = "print the result as JSON, progress as JSON lines")
  private boolean json;

  @Option(names = "--quiet", description = "no progress, only the result and errors")
  private boolean quiet;

  @Option(names = "--verbose", description = "every layer and detail, however many lines")
  private boolean verbose;

  @Option(names = "--stacktrace", description = "with an error, print where it happened")
  private boolean stackTrace;

  public boolean json() {
    return json;
  }

  public boolean quiet() {
    return quiet;
  }

  /** Whether everything is to be told, not only what fits a screen. */
  public boolean verbose() {
    return verbose;
  }

  /** Prints the command's result to stdout: the value as JSON, or the text. */
  public void result(Object value, String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? JsonReport.pretty(value) : text.stripTrailing());
    out.flush();
  }

  /** Prints a line about what goes on to stderr, unless quiet or for machines. */
  public void progress(String line) {
    if (!quiet && !json) {
      notice(line);
    }
  }

  /** Prints a line that matters also to who wants quiet. */
  public void notice(String line) {
    err().println(line);
    err().flush();
  }

  public PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
