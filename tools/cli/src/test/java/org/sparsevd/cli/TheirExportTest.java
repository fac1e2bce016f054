package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparsevd.cli.TheirNet.fine;
import static org.sparsevd.cli.TheirNet.refused;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.onnx.read.OnnxSummary;

/** Someone's ONNX file through export and inspect. */
class TheirExportTest {
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
    assertThat(inspect.out()).contains("fc1", "fc2", "operator set 17");
    assertThat(OnnxSummary.read(Files.readAllBytes(file)).nodes().get(0).operator())
        .isEqualTo("Cast");
  }

  /** Their compact file does not say which numbers the net takes: not MNIST's, to judge by it. */
  @Test
  void rangesAreNotGuessedFromDataThatTheNetDoesNotKnow() throws IOException {
    fine("compress", theirs, "--out", spvd(), "--lossless", "--json");
    refused(
        ExitCode.USAGE,
        "export " + spvd() + " --out " + scratch.resolve("x.onnx") + " --profile int8",
        "--calibrate");
    fine(
        "export",
        spvd(),
        "--out",
        scratch.resolve("x.onnx"),
        "--profile",
        "int8",
        "--calibrate",
        data,
        "--json");
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
}
