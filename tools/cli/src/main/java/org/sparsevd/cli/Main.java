package org.sparsevd.cli;

import java.io.PrintWriter;
import java.util.List;
import org.sparsevd.cli.io.Terminal;

/** Entry point of {@code sparsevd.jar}. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    boolean json = List.of(arguments).contains("--json");
    System.exit(run(Terminal.out(json), Terminal.err(json), arguments));
  }

  /** Runs the command within another program; returns its exit code. */
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return SparseVd.commandLine().setOut(out).setErr(err).execute(arguments);
  }
}
