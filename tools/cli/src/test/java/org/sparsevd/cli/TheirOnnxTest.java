package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.model.DenseTensor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;
import org.sparsevd.onnx.OnnxExporter;
import org.sparsevd.onnx.OnnxProfile;

/** Someone's ONNX file through compress, run, export and inspect. */
class TheirOnnxTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;
  private static Path data;
  private static Path theirs;

  @TempDir private Path scratch;

  /** A net that takes pixels from 0 to 1 and tells the bars of {@link TinyData} apart. */
  @BeforeAll
  static void write() throws IOException {
    data = TinyData.write(folder.resolve("bars"), 28, 28);
    Random random = new Random(1);
    float[] first = new float[40 * 784];
    float[] second = new float[10 * 40];
    for (int i = 0; i < first.length; i++) {
      boolean bar = i % 784 / 28 * 10 / 28 == i / 784 % 10;
      first[i] = (float) ((bar ? 1 : 0) + 0.3 * random.nextGaussian());
    }
    for (int i = 0; i < second.length; i++) {
      second[i] = (float) ((i % 40 % 10 == i / 40 ? 1 : 0) + 0.1 * random.nextGaussian());
    }
    Model model =
        new Model.Chain("theirs", Shape.of(1, 28, 28))
            .add("flat", new Op.Flatten())
            .add("fc1", new Op.Dense(new DenseTensor(Shape.of(40, 784), first), new float[40]))
            .add("relu", new Op.Relu())
            .add("fc2", new Op.Dense(new DenseTensor(Shape.of(10, 40), second), new float[10]))
            .build();
    theirs = folder.resolve("theirs.onnx");
    OnnxExporter.write(model, OnnxProfile.DENSE, theirs);
  }

  private static JsonNode fine(Object... arguments) throws IOException {
    Invocation invocation = Invocation.of(arguments);
    assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.FINE);
    return JSON.readTree(invocation.out());
  }

  private Path spvd() {
    return scratch.resolve("small.spvd");
  }

  @Test
  void nineWeightsInTenGoAndTheNetStillRuns() throws IOException {
    JsonNode small =
        fine(
            "compress",
            theirs,
            "--out",
            spvd(),
            "--sparsity",
            0.9,
            "--calibrate",
            data,
            "--mean",
            0,
            "--std",
            1,
            "--json");
    JsonNode calibration = small.get("calibration");
    assertThat(calibration.get("errorPercentBefore").asDouble()).isZero();
    assertThat(calibration.get("errorPercentAfter").asDouble()).isLessThan(5);
    assertThat(small.get("file").get("ratio").asDouble()).isGreaterThan(6);
    // The conversion of pixels is part of the net now.
    JsonNode run = fine("run", spvd(), "--data", data, "--json");
    assertThat(run.get("errorPercent")).isEqualTo(calibration.get("errorPercentAfter"));
  }

  @ParameterizedTest
  @CsvSource({"--pattern,2:4", "--pattern,1:4", "--sparsity,0.5"})
  void withoutDataMagnitudesDecide(String option, String value) throws IOException {
    fine("compress", theirs, "--out", spvd(), option, value, "--json");
    JsonNode inspected = fine("inspect", spvd(), "--json");
    long nonZero = 0;
    for (JsonNode node : inspected.get("nodes")) {
      nonZero += node.has("nonZero") ? node.get("nonZero").asLong() : 0;
    }
    double share = option.equals("--sparsity") || value.equals("2:4") ? 0.5 : 0.25;
    assertThat(nonZero / 31760.0).isBetween(0.9 * share, 1.01 * share);
  }

  @Test
  void theErrorStaysWithinWhatWasAskedFor() throws IOException {
    JsonNode small =
        fine(
            "compress",
            theirs,
            "--out",
            spvd(),
            "--calibrate",
            data,
            "--max-error-increase",
            2,
            "--json",
            "--quiet");
    JsonNode calibration = small.get("calibration");
    assertThat(calibration.get("errorPercentAfter").asDouble()).isLessThan(6);
    assertThat(calibration.get("pixels").asText()).contains("0 to 1");
    assertThat(small.get("file").get("ratio").asDouble()).isGreaterThan(6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dense",
        "sparse",
        "shrunk",
        "shrunk,sparse",
        "int8",
        "int8,sparse",
        "shrunk,int8",
        "shrunk,int8,sparse"
      })
  void everyProfileIsExportedAndAgrees(String profile) throws IOException {
    fine("compress", theirs, "--out", spvd(), "--sparsity", 0.8, "--json");
    for (Path source : new Path[] {theirs, spvd()}) {
      Path file = scratch.resolve("out.onnx");
      JsonNode exported =
          fine(
              "export",
              source,
              "--out",
              file,
              "--profile",
              profile,
              "--calibrate",
              "random",
              "--force",
              "--json",
              "--quiet");
      assertThat(exported.get("comparison").get("passed").asBoolean()).isTrue();
      assertThat(exported.get("profile").asText()).isEqualTo(profile);
      assertThat(exported.get("bytes").asLong()).isEqualTo(Files.size(file));
      JsonNode inspected = fine("inspect", file, "--json");
      JsonNode metadata = inspected.get("onnx").get("metadata");
      assertThat(metadata.get("sparsevd.profile").asText()).isEqualTo(profile);
      assertThat(metadata.get("source_sha256").asText()).hasSize(64);
    }
  }

  @Test
  void pixelsGoInAndTheOperatorSetIsTheOneAskedFor() throws IOException {
    Path file = scratch.resolve("pixels.onnx");
    JsonNode exported =
        fine(
            "export",
            theirs,
            "--out",
            file,
            "--profile",
            "shrunk",
            "--input",
            "pixels",
            "--mean",
            0,
            "--std",
            1,
            "--opset",
            17,
            "--calibrate",
            data,
            "--json");
    assertThat(exported.get("opset").asInt()).isEqualTo(17);
    assertThat(exported.get("comparison").get("sameClassPercent").asDouble()).isEqualTo(100);
    Invocation inspect = Invocation.of("inspect", file);
    assertThat(inspect.exitCode()).isEqualTo(ExitCode.FINE);
    assertThat(inspect.out()).contains("Cast", "operator set 17");
  }

  @Test
  void inspectShowsLayersSparsityAndWhatProfilesWouldTake() throws IOException {
    JsonNode inspected = fine("inspect", theirs, "--json");
    assertThat(inspected.get("total").asLong()).isEqualTo(31_760);
    assertThat(inspected.get("nonZero").asLong()).isEqualTo(31_760);
    JsonNode sizes = inspected.get("profileBytes");
    assertThat(sizes).hasSize(8);
    assertThat(sizes.get("int8").asLong() * 3).isLessThan(sizes.get("dense").asLong());
    for (String profile : new String[] {"dense", "shrunk"}) {
      Path file = scratch.resolve(profile + ".onnx");
      fine("export", theirs, "--out", file, "--profile", profile, "--json");
      assertThat(Files.size(file))
          .isBetween(sizes.get(profile).asLong(), sizes.get(profile).asLong() + 500);
    }
    assertThat(Invocation.of("inspect", theirs).out())
        .contains("fc1", "31,760", "shrunk,int8,sparse", "0 of 31,760 weights are zero");
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
        "--max-error-increase 1 | --calibrate",
        "--calibrate random --max-error-increase -1 | 0 to 100",
        "--mean 0.5 | belong together",
        "--mean 0.5 --std 0 | above 0",
        "--mean 1,2,3 --std 1,2,3 | per channel"
      })
  void optionsThatMakeNoSense(String options, String part) {
    refused(
        ExitCode.USAGE, "compress " + theirs + " --out " + spvd() + " " + options, part.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--profile fast | fast",
        "--profile dense,sparse | dense",
        "--profile int8 | --calibrate",
        "--input words | words",
        "--opset 12 | 12",
        "--opset 99 | 99"
      })
  void exportOptionsThatMakeNoSense(String options, String part) {
    refused(
        ExitCode.USAGE,
        "export " + theirs + " --out " + scratch.resolve("x.onnx") + " " + options,
        part.strip());
    assertThat(scratch).isEmptyDirectory();
  }

  @Test
  void trainingGoesOnFromTheirWeights() throws IOException {
    Path checkpoint = scratch.resolve("from.ckpt");
    JsonNode trained =
        fine(
            "train",
            "--from",
            theirs,
            "--data",
            data,
            "--epochs",
            1,
            "--threads",
            1,
            "--out",
            checkpoint,
            "--json");
    // One epoch from random weights leaves most of the error.
    assertThat(trained.get("testErrorPercent").asDouble()).isLessThan(20);
    fine("compress", checkpoint, "--data", data, "--out", spvd(), "--json");
    refused(
        ExitCode.USAGE,
        "train lenet-5 --from " + theirs + " --out " + scratch.resolve("no.ckpt"),
        "preset");
    refused(
        ExitCode.USAGE,
        "train lenet-5 --mean 0 --std 1 --out " + scratch.resolve("no.ckpt"),
        "--from");
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

  private static void refused(int exitCode, String line, String part) {
    Invocation invocation = Invocation.of((Object[]) line.strip().split(" +"));
    assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(exitCode);
    assertThat(invocation.err().lines()).singleElement().asString().startsWith("sparsevd: ");
    assertThat(invocation.err()).contains(part);
  }
}
