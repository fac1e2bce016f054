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

  /**
   * The PyTorch script at its best: with as many threads of its BLAS or with one, and for
   * convolutions on CIFAR's images with channels outermost or innermost.
   */
  EpochTime pytorch(String python, Path script, String network, String kind, int threads)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            python,
            script.toString(),
            "--network=" + network,
            "--kind=" + kind,
            "--batch=" + Presets.recipe(network).batchSize(),
            "--threads=" + threads,
            "--warmup=" + warmup,
            "--steps=" + steps);
    List<String> variants = new ArrayList<>(List.of("--blas-threads=" + threads));
    if (threads > 1) {
      variants.add("--blas-threads=1");
    }
    if (TrainerProbe.takesCifar(network)) {
      variants.add("--channels-last");
    }
    EpochTime best = null;
    for (String variant : variants) {
      List<String> own = new ArrayList<>(command);
      own.add(variant);
      if (!data.isEmpty()) {
        own.add("--data=" + data);
      }
      EpochTime time = run(own);
      best = best == null || time.secondsPerEpoch() < best.secondsPerEpoch() ? time : best;
    }
    return best;
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
