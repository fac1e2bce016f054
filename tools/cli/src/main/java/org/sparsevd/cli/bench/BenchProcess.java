package org.sparsevd.cli.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.cli.io.InputFile;
import org.sparsevd.onnx.read.OnnxSummary;

/**
 * Measures nets, each in a JVM of its own with this one's options.
 *
 * @param threads that measure at the same time
 * @param seconds that each measurement takes
 */
public record BenchProcess(int threads, double seconds) {

  /**
   * Measures the file. The class path goes by the environment: ONNX Runtime 1.29 crashes where the
   * command line has some 4,000 characters.
   *
   * @throws IOException if it cannot be run; the message is that of the other process
   */
  public CallTime measure(Path file, int batch) throws IOException, InterruptedException {
    return run(
        BenchProbe.class,
        file,
        List.of(
            String.valueOf(batch),
            String.valueOf(threads),
            String.valueOf(seconds),
            InputFile.Kind.ONNX.isNameOf(file)
                ? OnnxSummary.read(Files.readAllBytes(file)).batchDimension()
                : ""));
  }

  /** The same of a net of any inputs, for which those of a compact file are taken. */
  CallTime measure(Path file, Path compact, CallInputs inputs)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(compact.toString(), String.valueOf(seconds)));
    arguments.addAll(inputs.arguments());
    return run(CallProbe.class, file, arguments);
  }

  private static CallTime run(Class<?> probe, Path file, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!option.startsWith("-agentlib") && !option.startsWith("-javaagent")) {
        command.add(option);
      }
    }
    command.add(probe.getName());
    command.add(file.toString());
    command.addAll(arguments);
    Path errors = Files.createTempFile("sparsevd-bench", ".txt");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
      builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
      Process process = builder.start();
      String printed =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IOException(file + ": " + reason(errors));
      }
      return CallTime.parse(printed);
    } finally {
      Files.delete(errors);
    }
  }

  /** The first line that names an exception, without its class. */
  private static String reason(Path errors) throws IOException {
    String last = "the measuring process ended";
    for (String line : Files.readAllLines(errors)) {
      if (line.startsWith("Exception in thread")) {
        return line.substring(line.indexOf(": ") + 2);
      }
      last = line.isBlank() || line.startsWith("WARNING") ? last : line;
    }
    return last;
  }
}
