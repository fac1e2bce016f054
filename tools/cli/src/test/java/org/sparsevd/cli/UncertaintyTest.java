package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.cli.io.ExitCode;

/** Files that keep how uncertain weights are, and what is said with drawn weights. */
class UncertaintyTest {
  private static final String NETWORK =
      """
      {
        "name": "tiny",
        "input": [1, 10, 10],
        "layers": [
          "flatten",
          {"type": "dense", "outputs": 16},
          "relu",
          {"type": "dense", "outputs": 10}
        ],
        "training": {
          "batchSize": 16,
          "initialLogSigma2": -8,
          "phases": [
            {"kind": "dense", "epochs": 4, "learningRate": 0.02},
            {"kind": "sparse", "epochs": 6, "learningRate": 0.01, "klWeight": 0.3}
          ]
        }
      }
      """;

  @TempDir private static Path folder;
  private static Path data;
  private static Path checkpoint;

  @BeforeAll
  static void train() throws IOException {
    data = TinyData.write(folder.resolve("tiny"), 10, 10);
    checkpoint = folder.resolve("model.ckpt");
    Path network = Files.writeString(folder.resolve("tiny.json"), NETWORK);
    Invocation invocation =
        Invocation.of(
            "train", "--network", network, "--data", data, "--threads", 1, "--out", checkpoint);
    assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.FINE);
  }

  private static JsonNode json(Object... words) throws IOException {
    Invocation invocation = Invocation.of(words);
    assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.FINE);
    return new ObjectMapper().readTree(invocation.out());
  }

  private static void refused(int exitCode, String message, Object... words) {
    Invocation invocation = Invocation.of(words);
    assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(exitCode);
    assertThat(invocation.err().lines()).singleElement().asString().contains(message);
  }

  private static Path compressed(String name, Object... options) throws IOException {
    Path file = folder.resolve(name);
    Object[] words = {"compress", checkpoint, "--data", data, "--json", "--out", file};
    Object[] all = new Object[words.length + options.length];
    System.arraycopy(words, 0, all, 0, words.length);
    System.arraycopy(options, 0, all, words.length, options.length);
    long told = json(all).path("uncertaintyBytes").asLong();
    assertThat(told > 0).isEqualTo(options.length > 0);
    return file;
  }

  @Test
  void meansDeviationsAndMutualInformationAreTold() throws IOException {
    Path file = compressed("uncertain.spvd", "--keep-uncertainty");
    JsonNode all =
        json("run", file, "--data", data, "--samples", 7, "--seed", 3, "--limit", 40, "--json");
    assertThat(all.path("images").asInt()).isEqualTo(40);
    assertThat(all.path("errorPercent").asDouble()).isLessThan(20);
    assertThat(all.path("predictions")).hasSize(40);
    JsonNode first = all.path("predictions").path(0);
    assertThat(first.path("mean")).hasSize(10);
    assertThat(first.path("deviation")).hasSize(10);
    assertThat(first.path("entropy").asDouble())
        .isGreaterThanOrEqualTo(first.path("mutualInformation").asDouble());
    assertThat(all.path("mutualInformation").asDouble()).isPositive();
    JsonNode again =
        json("run", file, "--data", data, "--samples", 7, "--seed", 3, "--limit", 40, "--json");
    assertThat(again).isEqualTo(all);

    Path one = Files.write(folder.resolve("one.raw"), new byte[100]);
    Invocation text = Invocation.of("run", file, "--input", one, "--samples", 7);
    assertThat(text.out()).contains("class ", "mutual information", "deviation");
    assertThat(json("inspect", file, "--json").path("uncertainLayers").asInt()).isEqualTo(2);
    assertThat(Invocation.of("inspect", file).out()).contains("keeps how uncertain weights are");
    JsonNode plain = json("run", file, "--data", data, "--json");
    assertThat(plain.path("images").asInt()).isEqualTo(100);
  }

  @Test
  void withoutDeviationsSamplesAreRefused() throws IOException {
    Path file = compressed("certain.spvd");
    refused(
        ExitCode.FAILURE,
        "certain.spvd: keeps no deviations of its weights",
        "run",
        file,
        "--samples",
        20);
    refused(ExitCode.USAGE, "--samples must be 1 to 10000", "run", file, "--samples", 0);
    refused(ExitCode.USAGE, "--seed is that of --samples", "run", file, "--seed", 2);
  }

  @Test
  void whatHasNoRoomForDeviationsIsRefused() {
    Path out = folder.resolve("none.spvd");
    refused(
        ExitCode.USAGE,
        "--keep-uncertainty and --format exclude each other",
        "compress",
        checkpoint,
        "--lossless",
        "--keep-uncertainty",
        "--format",
        "csr",
        "--out",
        out);
    assertThat(out).doesNotExist();
  }

  /** Images with two bars instead of one are unlike; so are bars that are turned. */
  @Test
  void otherDataAreToldApart() throws IOException {
    Path file = compressed("measured.spvd", "--keep-uncertainty");
    Path other = TinyData.write(folder.resolve("other"), 10, 10, 70);
    Path images = other.resolve("t10k-images-idx3-ubyte");
    byte[] idx = Files.readAllBytes(images);
    for (int i = 16; i < idx.length; i++) {
      idx[i] = (byte) (255 - (idx[i] & 0xff));
    }
    Files.write(images, idx);
    Path out = Files.createDirectory(folder.resolve("measured"));
    JsonNode measured =
        json(
            "uncertainty",
            file,
            "--data",
            data,
            "--other",
            other,
            "--samples",
            5,
            "--json",
            "--out",
            out);
    assertThat(measured.path("data").path("images").asInt()).isEqualTo(100);
    assertThat(measured.path("other").path("images").asInt()).isEqualTo(70);
    assertThat(measured.path("aurocMutualInformation").asDouble()).isBetween(0.5, 1.0);
    assertThat(measured.path("turned")).hasSize(13);
    double straight = measured.path("turned").path(0).path("mutualInformation").asDouble();
    double turned = measured.path("turned").path(6).path("mutualInformation").asDouble();
    assertThat(turned).isGreaterThan(straight);
    assertThat(new ObjectMapper().readTree(out.resolve("uncertainty.json").toFile()))
        .isEqualTo(measured);
    assertThat(Files.readString(out.resolve("uncertainty.html")))
        .doesNotContain("<script")
        .contains("AUROC of telling", "<polyline class='curve m1'");

    Invocation text = Invocation.of("uncertainty", file, "--data", data, "--samples", 2);
    assertThat(text.out()).contains("180 degrees").doesNotContain("AUROC");
    Path certain = compressed("measured-certain.spvd");
    refused(ExitCode.FAILURE, "keeps no deviations", "uncertainty", certain, "--data", data);
  }
}
