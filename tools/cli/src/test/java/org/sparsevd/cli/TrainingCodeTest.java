package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.checkpoint.LayerState;

/**
 * A net is trained to the same bits by machine code and by loops on the Vector API, unless kernels
 * of 3x3 are transformed: those round differently.
 */
class TrainingCodeTest {
  /** Adam makes steps of gradients that are all rounding. */
  private static final double NEAR = 0.01;

  private static final String KERNELS = "sparsevd.kernels";

  /** Filters that fill panels and some that do not; strides, groups, and batches that end early. */
  private static final String NETWORK =
      """
      {
        "name": "odd",
        "input": [1, 13, 13],
        "layers": [
          {"type": "conv2d", "filters": 11, "kernel": 3, "padding": 1},
          "batchNorm",
          {"type": "relu", "name": "in"},
          {"type": "conv2d", "filters": 22, "kernel": 3, "stride": 2, "padding": 1, "groups": 11},
          {"type": "conv2d", "filters": 20, "kernel": 3, "stride": 2, "padding": 1},
          "relu",
          "flatten",
          {"type": "dense", "outputs": 45},
          "relu",
          {"type": "dense", "outputs": 10}
        ],
        "training": {
          "batchSize": 40,
          "initialLogSigma2": -8,
          "phases": [
            {"kind": "dense", "epochs": 1, "learningRate": 0.01},
            {"kind": "sparse", "epochs": 3, "learningRate": 0.01, "klWeight": [[0, 0], [2, 1]]}
          ]
        }
      }
      """;

  /** Kernels that are transformed, and so are their gradients; a batch of two and a half tiles. */
  private static final String SQUARES =
      """
      {
        "name": "squares",
        "input": [1, 12, 12],
        "layers": [
          {"type": "conv2d", "filters": 24, "kernel": 3, "padding": 1},
          "relu",
          {"type": "conv2d", "filters": 56, "kernel": 3, "padding": 1},
          "relu",
          {"type": "conv2d", "filters": 10, "kernel": 3},
          "flatten",
          {"type": "dense", "outputs": 10}
        ],
        "training": {
          "batchSize": 72,
          "initialLogSigma2": -8,
          "phases": [
            {"kind": "dense", "epochs": 1, "learningRate": 0.001},
            {"kind": "sparse", "epochs": 2, "learningRate": 0.001, "klWeight": [[0, 0], [1, 1]]}
          ]
        }
      }
      """;

  @TempDir private Path folder;

  @Test
  void machineCodeTrainsTheSameBits() throws IOException {
    Path data = TinyData.write(folder.resolve("tiny"), 13, 13);
    Path network = Files.writeString(folder.resolve("odd.json"), NETWORK);
    List<LayerState> machine = train("machine", network, data);
    List<LayerState> vector = train("vector", network, data);
    for (int i = 0; i < vector.size(); i++) {
      String name = vector.get(i).name();
      assertThat(machine.get(i).weight()).as(name).containsExactly(vector.get(i).weight());
      assertThat(machine.get(i).logSigma2()).as(name).containsExactly(vector.get(i).logSigma2());
    }
  }

  @Test
  void transformedKernelsTrainTheSameBitsOnAnyNumberOfThreads() throws IOException {
    Path data = TinyData.write(folder.resolve("tiny"), 12, 12);
    Path network = Files.writeString(folder.resolve("squares.json"), SQUARES);
    List<LayerState> one = train("machine", network, data, 1);
    List<LayerState> two = train("machine", network, data, 2);
    List<LayerState> vector = train("vector", network, data, 2);
    boolean transformed = false;
    for (int i = 0; i < one.size(); i++) {
      String name = one.get(i).name();
      assertThat(one.get(i).weight()).as(name).containsExactly(two.get(i).weight());
      assertThat(distance(one.get(i).weight(), vector.get(i).weight())).as(name).isLessThan(NEAR);
      transformed |= !Arrays.equals(one.get(i).weight(), vector.get(i).weight());
    }
    assertThat(transformed).isTrue();
  }

  /** Length of the difference, as a share of the length of the second. */
  private static double distance(float[] found, float[] expected) {
    double difference = 0;
    double length = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(found[i] - expected[i], 2);
      length += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / length);
  }

  @Test
  void kernelsThatAreUnknownAreRefused() {
    String before = System.getProperty(KERNELS);
    System.setProperty(KERNELS, "fast");
    try {
      Invocation run = Invocation.of("inspect", "no.spvd");
      assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(run.err().strip())
          .isEqualTo(
              "sparsevd: -Dsparsevd.kernels: expected scalar, vector or machine, found 'fast'");
    } finally {
      restore(before);
    }
  }

  private static void restore(String before) {
    if (before == null) {
      System.clearProperty(KERNELS);
    } else {
      System.setProperty(KERNELS, before);
    }
  }

  private List<LayerState> train(String kernels, Path network, Path data) throws IOException {
    return train(kernels, network, data, 2);
  }

  private List<LayerState> train(String kernels, Path network, Path data, int threads)
      throws IOException {
    String before = System.getProperty(KERNELS);
    System.setProperty(KERNELS, kernels);
    try {
      Path out = folder.resolve(kernels + threads + ".ckpt");
      Invocation run =
          Invocation.of(
              "train", "--network", network, "--data", data, "--threads", threads, "--out", out);
      assumeThat(run.err()).doesNotContain("there is no machine code", "vector kernels need");
      assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.FINE);
      assertThat(run.err().contains(", machine code")).isEqualTo(kernels.equals("machine"));
      return Checkpoint.read(out).layers();
    } finally {
      restore(before);
    }
  }
}
