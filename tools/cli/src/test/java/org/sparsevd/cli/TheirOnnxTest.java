package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.DenseTensor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;
import org.sparsevd.model.Window;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.onnx.read.OnnxSummary;
import org.sparsevd.onnx.write.OnnxExporter;

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
    fine(with(words, "--out", spvd(), "--format", "dense"));
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
    float[] weight = new float[12 * 784];
    Random random = new Random(2);
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextGaussian();
    }
    OnnxExporter.write(
        new Model.Chain("scores", Shape.of(1, 28, 28))
            .add("flat", new Op.Flatten())
            .add("fc", new Op.Dense(new DenseTensor(Shape.of(12, 784), weight), new float[12]))
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

  private static DenseTensor values(Random random, int... dims) {
    float[] values = new float[Shape.of(dims).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new DenseTensor(Shape.of(dims), values);
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
        "--sparsity 1 | below 1",
        "--sparsity 90 | below 1",
        "--sparsity -0.1 | at least 0",
        "--pattern 4:4 | 4:4",
        "--pattern often | often",
        "--pattern 2:4 --sparsity 0.5 | --sparsity",
        "--pattern layer | --sparsity",
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
    java.util.Arrays.fill(weight, 2e38f);
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

  private static void refused(int exitCode, String line, String part) {
    Invocation invocation = Invocation.of((Object[]) line.strip().split(" +"));
    assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(exitCode);
    assertThat(invocation.err().lines()).singleElement().asString().startsWith("sparsevd: ");
    assertThat(invocation.err()).contains(part);
  }
}
