package org.sparsevd.cli;

import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.cli.io.Terminal;

/** Entry point of {@code sparsevd.jar}. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Terminal.eraseIncubatorWarning();
    int exitCode;
    try {
      exitCode = SparseVd.commandLine().execute(arguments);
    } catch (OutOfMemoryError e) {
      System.err.println(
          "sparsevd: out of memory ("
              + e.getMessage()
              + "); SPARSEVD_JAVA_OPTS=-Xmx4g gives the launcher's Java more");
      exitCode = ExitCode.FAILURE;
    }
    System.exit(exitCode);
  }
}
