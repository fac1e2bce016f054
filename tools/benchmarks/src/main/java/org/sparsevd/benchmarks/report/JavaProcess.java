package org.sparsevd.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    return run(name, new ProcessBuilder(command), folder);
  }

  /**
   * Runs a class of this class path, which goes by the environment: ONNX Runtime 1.29 crashes where
   * the command line has some 4,000 characters.
   */
  public static String run(
      String name, List<String> options, Class<?> main, List<String> arguments, Path folder)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add(main.getName());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return run(name, builder, folder);
  }

  private static String run(String name, ProcessBuilder builder, Path folder)
      throws IOException, InterruptedException {
    Path errors = folder.resolve("errors");
    Process process = builder.redirectError(errors.toFile()).start();
    String printed = new String(process.getInputStream().readAllBytes()).strip();
    if (process.waitFor() != 0) {
      throw new IOException(name + " ended with an error: " + Files.readString(errors).strip());
    }
    return printed;
  }
}
