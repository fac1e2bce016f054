package org.sparsevd.cli;

import java.util.List;
import org.sparsevd.cli.io.Terminal;

/** Entry point of {@code sparsevd.jar}. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    boolean json = List.of(arguments).contains("--json");
    System.exit(
        SparseVd.commandLine()
            .setOut(Terminal.out(json))
            .setErr(Terminal.err(json))
            .execute(arguments));
  }
}
