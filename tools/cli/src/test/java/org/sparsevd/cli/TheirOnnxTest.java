package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparsevd.cli.TheirNet.fine;
import static org.sparsevd.cli.TheirNet.refused;
import static org.sparsevd.cli.TheirNet.values;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** Someone's ONNX file through compress, run and train. */
class TheirOnnxTest {
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
  @CsvSource({
    "--pattern 2:4, 0.5",
    "--pattern 1:4, 0.25",
    "--sparsity 0.7 --cost operations, 0.3",
    "--sparsity 0.7 --cost operations --pattern 1x4, 0.3",
    "--sparsity 0.5, 0.5",
    "--sparsity 0.5 --pattern 4x4, 0.5"
  })
  void withoutDataMagnitudesDecide(String options, double share) throws IOException {
    List<Object> arguments = new ArrayList<>(List.of("compress", theirs, "--out", spvd()));
    arguments.addAll(List.of(options.split(" ")));
    arguments.add("--json");
    fine(arguments.toArray());
    JsonNode inspected = fine("inspect", spvd(), "--json");
    long nonZero = 0;
    for (JsonNode node : inspected.get("nodes")) {
      nonZero += node.has("nonZero") ? node.get("nonZero").asLong() : 0;
    }
    assertThat(nonZero / 31760.0).isBetween(0.9 * share, 1.01 * share);
  }

  @Test
  void zerosMaySpareTime() throws IOException {
    Invocation timed =
        Invocation.of(
            "compress", theirs, "--out", spvd(), "--sparsity", 0.7, "--cost", "time", "--verbose");
    assertThat(timed.exitCode()).as(timed.err()).isEqualTo(ExitCode.FINE);
    assertThat(timed.err()).contains("how long weights of fc1 take", "how long weights of fc2");
    Model pruned = SpvdFile.read(spvd());
    // The second layer has one weight in eighty: most of the time is in the first.
    long kept = pruned.weights().values().stream().mapToLong(weight -> weight.nonZeros()).sum();
    assertThat(kept / 31760.0).isBetween(0.1, 0.5);
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

  @Test
  void weightsAreRoundedAndCodedWhereThereIsDataToMeasureOn() throws IOException {
    List<Object> words =
        List.of("compress", theirs, "--sparsity", 0.8, "--calibrate", data, "--force", "--json");
    JsonNode rounded = fine(with(words, "--out", spvd()));
    JsonNode quantisation = rounded.get("quantisation");
    assertThat(quantisation.get("tensors")).hasSize(4);
    assertThat(quantisation.get("errorPercentAfter").asDouble())
        .isLessThanOrEqualTo(quantisation.get("errorPercentBefore").asDouble() + 0.05);
    for (JsonNode layer : rounded.get("layers")) {
      assertThat(layer.get("bytes").get("coded").asLong()).isPositive();
      assertThat(layer.get("bytes").get("stored")).isEqualTo(layer.get("bytes").get("coded"));
    }

    JsonNode lossless = fine(with(words, "--out", spvd(), "--lossless"));
    assertThat(lossless.has("quantisation")).isFalse();
    assertThat(lossless.get("file").get("bytes").asLong())
        .isGreaterThan(3 * rounded.get("file").get("bytes").asLong());
    fine("compress", theirs, "--force", "--out", spvd(), "--format", "dense", "--json");
    assertThat(Files.size(spvd())).isGreaterThan(4 * 31_760);
  }

  @Test
  void testImagesChooseNothing() throws IOException {
    Path other = TinyData.write(scratch.resolve("other"), 28, 28, 50);
    List<byte[]> files = new ArrayList<>();
    for (Path folder : List.of(data, other)) {
      fine(
          "compress",
          theirs,
          "--out",
          spvd(),
          "--calibrate",
          folder,
          "--max-error-increase",
          1,
          "--force",
          "--json");
      files.add(Files.readAllBytes(spvd()));
    }
    assertThat(files.get(1)).isEqualTo(files.get(0));
  }

  @Test
  void outputsThatAreNoClassesAreRoundedOnlyWithinWhatIsAskedFor() throws IOException {
    Path scores = scratch.resolve("scores.onnx");
    float[] weight = new float[12 * 196];
    Random random = new Random(2);
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextGaussian();
    }
    OnnxExporter.write(
        new Model.Chain("scores", Shape.of(1, 28, 28))
            .add("pool", new Op.MaxPool2d(Window.pooling(2)))
            .add("flat", new Op.Flatten())
            .add("fc", new Op.Dense(new DenseTensor(Shape.of(12, 196), weight), new float[12]))
            .build(),
        OnnxProfile.DENSE,
        scores);
    for (Object inputs : List.of(data, "random")) {
      List<Object> words = List.of("compress", scores, "--out", spvd(), "--calibrate", inputs);
      Invocation kept = Invocation.of(with(words, "--sparsity", 0.2, "--force"));
      assertThat(kept.exitCode()).as(kept.err()).isEqualTo(ExitCode.FINE);
      assertThat(kept.out())
          .contains("stay float32", "--max-error-increase")
          .doesNotContain("error before");

      JsonNode asked =
          fine(with(words, "--sparsity", 0, "--max-error-increase", 3, "--force", "--json"));
      JsonNode quantisation = asked.get("quantisation");
      assertThat(quantisation.get("differencePercentAfter").asDouble()).isBetween(0.1, 3.0);
      assertThat(asked.get("calibration").get("differencePercent").asDouble()).isBetween(0.1, 4.0);
      assertThat(asked.get("file").get("ratio").asDouble()).isGreaterThan(3);
    }
    refused(
        ExitCode.USAGE,
        "compress " + scores + " --out " + spvd() + " --force --format coded --calibrate random",
        "--max-error-increase");
  }

  /** Where nothing folds and no unit is dead. */
  @Test
  void losslessThereAndBackIsEqualToTheLastBit() throws IOException {
    Path original = scratch.resolve("net.onnx");
    long seed = System.nanoTime();
    Random random = new Random(seed);
    OnnxExporter.write(
        new Model.Chain("net", Shape.of(2, 9, 9))
            .add("wide", convolution(random, 4, 2, 1))
            .add("relu1", new Op.Relu())
            .add("depthwise", convolution(random, 4, 1, 4))
            .add("relu2", new Op.Relu())
            .add("flat", new Op.Flatten())
            .add("fc", new Op.Dense(values(random, 5, 4 * 9 * 9), biases(random, 5)))
            .build(),
        OnnxProfile.DENSE,
        original);
    Path back = scratch.resolve("back.onnx");
    fine("compress", original, "--lossless", "--out", spvd(), "--json");
    fine("export", spvd(), "--profile", "dense", "--out", back, "--json");
    List<Op.Weighted> before = layers(original);
    List<Op.Weighted> after = layers(back);
    assertThat(after).hasSameSizeAs(before);
    for (int i = 0; i < after.size(); i++) {
      assertThat(after.get(i).weight().shape()).isEqualTo(before.get(i).weight().shape());
      assertThat(after.get(i).weight().toArray())
          .as("weight %d, seed %d", i, seed)
          .isEqualTo(before.get(i).weight().toArray());
      assertThat(after.get(i).bias())
          .as("bias %d, seed %d", i, seed)
          .isEqualTo(before.get(i).bias());
    }
  }

  private static Op.Conv2d convolution(Random random, int outputs, int inputs, int groups) {
    return new Op.Conv2d(
        values(random, outputs, inputs, 3, 3),
        biases(random, outputs),
        Window.square(3, 1),
        groups);
  }

  private static float[] biases(Random random, int count) {
    return values(random, 1, count).toArray();
  }

  private static List<Op.Weighted> layers(Path file) throws IOException {
    return OnnxImporter.read(file).nodes().stream()
        .filter(node -> node.op() instanceof Op.Weighted)
        .map(node -> (Op.Weighted) node.op())
        .toList();
  }

  private static Object[] with(List<Object> words, Object... more) {
    List<Object> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return all.toArray();
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

  /** A name and 60 kB of notes that no file of a few bytes should carry, or could. */
  @Test
  void longNamesAndNotesAreLeftOutAndTheFileReadsBack() throws IOException {
    Model named =
        new Model.Chain("long", Shape.of(8))
            .add(
                "n".repeat(5000),
                new Op.Dense(new DenseTensor(Shape.of(4, 8), new float[32]), new float[4]))
            .build()
            .withMetadata(Map.of("notes", "v".repeat(60_000), "author", "someone"));
    Path file = scratch.resolve("long.onnx");
    OnnxExporter.write(named, OnnxProfile.DENSE, file);
    Invocation compress = Invocation.of("compress", file, "--out", spvd(), "--lossless");
    assertThat(compress.exitCode()).as(compress.err()).isEqualTo(ExitCode.FINE);
    assertThat(compress.err())
        .contains("1 names of more than 1000 bytes are cut there, the first is 'nnn")
        .contains("1 of 2 metadata entries of the ONNX file, 60.0 kB, are left out");
    assertThat(SpvdFile.read(spvd()).metadata()).doesNotContainKey("notes");
    assertThat(Files.size(spvd())).isLessThan(3000);
  }
}
