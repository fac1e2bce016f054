package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparsevd.cli.TheirNet.refused;
import static org.sparsevd.cli.TheirNet.values;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** What cannot be done with someone's ONNX file, and how the command says so. */
class TheirRefusalsTest {
  @TempDir private static Path folder;
  private static Path data;
  private static Path theirs;

  @TempDir private Path scratch;

  @BeforeAll
  static void write() throws IOException {
    TheirNet net = TheirNet.write(folder);
    data = net.data();
    theirs = net.onnx();
  }

  private Path spvd() {
    return scratch.resolve("small.spvd");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--sparsity 1 | below 1",
        "--sparsity 90 | below 1",
        "--sparsity -0.1 | at least 0",
        "--pattern 4:4 | 4:4",
        "--pattern often | often",
        "--pattern 2:4 --sparsity 0.5 | --sparsity",
        "--pattern layer | --sparsity",
        "--pattern 1x4 | --sparsity",
        "--pattern 4x17 --sparsity 0.5 | 4x17",
        "--cost money --sparsity 0.5 | bytes, operations or time",
        "--cost operations | --sparsity",
        "--cost time --pattern 2:4 | 2:4",
        "--max-error-increase 1 | --calibrate",
        "--calibrate random --max-error-increase -1 | 0 to 100",
        "--format coded --sparsity 0.5 | --calibrate",
        "--format coded --lossless | choose one",
        "--data mnist | --calibrate",
        "--mean 0.5 | belong together",
        "--mean 0.5 --std 0 | above 0",
        "--mean 1,2,3 --std 1,2,3 | per channel"
      })
  void optionsThatMakeNoSense(String options, String part) {
    refused(
        ExitCode.USAGE, "compress " + theirs + " --out " + spvd() + " " + options, part.strip());
  }

  @Test
  void weightsThatAreNoNumbersAreRefusedByTheirLayer() throws IOException {
    Path broken = scratch.resolve("broken.onnx");
    DenseTensor weight = new DenseTensor(Shape.of(2, 2), new float[] {1, Float.NaN, 2, 3});
    OnnxExporter.write(
        new Model.Chain("broken", Shape.of(2))
            .add("fine", new Op.Dense(values(new Random(1), 2, 2), new float[2]))
            .add("bad", new Op.Dense(weight, new float[] {0, Float.POSITIVE_INFINITY}))
            .build(),
        OnnxProfile.DENSE,
        broken);
    refused(
        ExitCode.FAILURE,
        "compress " + broken + " --out " + spvd() + " --sparsity 0.5",
        "layer 'bad': expected finite weights and biases, found 2");
    assertThat(spvd()).doesNotExist();
    assertThat(Invocation.of("inspect", broken).exitCode()).isEqualTo(ExitCode.FINE);
  }

  /** Finite weights, infinite scores. */
  @Test
  void outputsThatOverflowAreToldInOneLine() throws IOException {
    Path huge = scratch.resolve("huge.onnx");
    float[] weight = new float[3 * 6];
    Arrays.fill(weight, 2e38f);
    OnnxExporter.write(
        new Model.Chain("huge", Shape.of(6))
            .add("fc", new Op.Dense(new DenseTensor(Shape.of(3, 6), weight), new float[3]))
            .build(),
        OnnxProfile.DENSE,
        huge);
    for (String more : new String[] {"--max-error-increase 1", "--sparsity 0.5"}) {
      refused(
          ExitCode.FAILURE,
          "compress " + huge + " --out " + spvd() + " --calibrate random " + more,
          "huge.onnx: the outputs overflow");
    }
    Invocation export = Invocation.of("export", huge, "--out", scratch.resolve("out.onnx"));
    assertThat(export.exitCode()).isEqualTo(ExitCode.VERIFICATION_FAILED);
    assertThat(export.out()).contains("NOT compared, scores are infinite or no numbers");
  }

  @Test
  void dataThatDoesNotFitIsRefused() throws IOException {
    Path small = TinyData.write(folder.resolve("small"), 20, 20);
    refused(
        ExitCode.FAILURE,
        "compress " + theirs + " --out " + spvd() + " --sparsity 0.5 --calibrate " + small,
        "20");
    assertThat(spvd()).doesNotExist();
  }
}
