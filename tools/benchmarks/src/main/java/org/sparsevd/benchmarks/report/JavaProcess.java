package org.sparsevd.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Measured processes, by what they print. */
public final class JavaProcess {
  private JavaProcess() {}

  /**
   * Runs a process to its end.
   *
   * @param name for messages
   * @param folder for its errors
   * @return what it printed
   * @throws IOException if it cannot be started, or ends with an error; the message has that
   */
  public static String run(String name, List<String> command, Path folder)
      throws IOException, InterruptedException {
    Path errors = folder.resolve("errors");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String printed = new String(process.getInputStream().readAllBytes()).strip();
    if (process.waitFor() != 0) {
      throw new IOException(name + " ended with an error: " + Files.readString(errors).strip());
    }
    return printed;
  }
}
