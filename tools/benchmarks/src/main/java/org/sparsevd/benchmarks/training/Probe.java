package org.sparsevd.benchmarks.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.benchmarks.report.JavaOptions;
import org.sparsevd.trainer.recipe.Presets;

/**
 * Measuring processes of either side, each for so many steps after a warm-up.
 *
 * @param data folder of IDX files, or empty for the bundled MNIST
 */
record Probe(int warmup, int steps, String data) {

  /** Our trainer. */
  EpochTime sparseVd(String network, String kind, int threads)
      throws IOException, InterruptedException {
    List<String> arguments =
        List.of(
            network,
            kind,
            String.valueOf(threads),
            String.valueOf(warmup),
            String.valueOf(steps),
            data.isEmpty() ? "mnist" : data);
    return run(JavaOptions.command(JavaOptions.withVectors(), TrainerProbe.class, arguments));
  }

  /** The PyTorch script, with as many threads of its BLAS or with one, whichever is faster. */
  EpochTime pytorch(String python, Path script, String network, String kind, int threads)
      throws IOException, InterruptedException {
    EpochTime all = pytorch(python, script, network, kind, threads, threads);
    if (threads == 1) {
      return all;
    }
    EpochTime one = pytorch(python, script, network, kind, threads, 1);
    return one.secondsPerEpoch() < all.secondsPerEpoch() ? one : all;
  }

  private EpochTime pytorch(
      String python, Path script, String network, String kind, int threads, int blas)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                python,
                script.toString(),
                "--network=" + network,
                "--kind=" + kind,
                "--batch=" + Presets.recipe(network).batchSize(),
                "--threads=" + threads,
                "--blas-threads=" + blas,
                "--warmup=" + warmup,
                "--steps=" + steps));
    if (!data.isEmpty()) {
      command.add("--data=" + data);
    }
    return run(command);
  }

  private static EpochTime run(List<String> command) throws IOException, InterruptedException {
    Path errors = Files.createTempFile("sparsevd-benchmark", ".log");
    try {
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      byte[] printed = process.getInputStream().readAllBytes();
      if (process.waitFor() != 0) {
        throw new IOException(
            command.get(0) + " ended with an error: " + Files.readString(errors).strip());
      }
      return new ObjectMapper().readValue(printed, EpochTime.class);
    } finally {
      Files.delete(errors);
    }
  }
}
