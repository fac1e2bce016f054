package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.report.JsonReport;
import org.sparsevd.report.Report;

/** The main job on a small data set, and every command on what it leaves behind. */
class PipelineTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String IN_ONNX_RUNTIME = "model.spvd in ONNX Runtime";

  /** As LeNet-300-100, and smaller; {@link NativeLibraryTest} takes the preset. */
  private static final String NETWORK =
      """
      {
        "name": "three-layers",
        "input": [1, 28, 28],
        "layers": [
          "flatten",
          {"name": "fc1", "type": "dense", "outputs": 40},
          "relu",
          {"name": "fc2", "type": "dense", "outputs": 20},
          "relu",
          {"name": "fc3", "type": "dense", "outputs": 10}
        ],
        "training": {
          "batchSize": 20,
          "initialLogSigma2": -8,
          "phases": [{"kind": "sparse", "epochs": 3, "learningRate": 0.005, "klWeight": 0.002}]
        }
      }
      """;

  @TempDir private static Path folder;
  private static Path data;
  private static Path run;
  private static String net;
  private static Invocation pipeline;

  @TempDir private Path scratch;

  @BeforeAll
  static void runOnce() throws IOException {
    data = TinyData.write(folder.resolve("bars"), 28, 28);
    run = folder.resolve("some/run");
    net = "--network=" + Files.writeString(folder.resolve("net.json"), NETWORK);
    pipeline =
        Invocation.of("pipeline", net, "--data", data, "--epochs", 3, "--seed", 5, "--out", run);
  }

  private static void fine(Invocation invocation) {
    assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.FINE);
  }

  private static void refused(Invocation invocation, String... parts) {
    assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.FAILURE);
    assertThat(invocation.err()).contains(parts).doesNotContain("sparsevd: unexpected", "\tat ");
    assertThat(invocation.err().lines().filter(line -> line.startsWith("sparsevd: "))).hasSize(1);
  }

  @Test
  void writesEveryFileAndNothingElse() throws IOException {
    fine(pipeline);
    try (var files = Files.list(run)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "model.ckpt",
              "model.spvd",
              "model.onnx",
              "model-sparse.onnx",
              "model-shrunk.onnx",
              "report.json",
              "report.html");
    }
    assertThat(pipeline.out()).contains("model.spvd", "All forms agree", "report.html");
    assertThat(pipeline.err()).contains("epoch 3/3");
  }

  @Test
  void reportSaysWhatTheFilesAre() throws IOException {
    Report report = JsonReport.decode(Files.readAllBytes(run.resolve("report.json")));
    assertThat(report.network()).isEqualTo("three-layers");
    assertThat(report.dataset().name()).isEqualTo("bars");
    assertThat(report.seed()).isEqualTo(5);
    assertThat(report.epochs()).isEqualTo(3);
    assertThat(report.history()).hasSize(3);
    assertThat(report.parameters().total()).isEqualTo(32_360);
    assertThat(report.layers()).hasSize(3);
    assertThat(report.layers().stream().mapToLong(Report.Layer::nonZero).sum())
        .isEqualTo(report.parameters().nonZero());
    assertThat(report.layers().get(0).logAlpha().counts()).isNotEmpty();
    assertThat(report.verification()).hasSize(5);
    for (Report.Target target : report.verification()) {
      boolean compact = target.target().equals("model.spvd");
      if (!compact) {
        assertThat(target.testErrorPercent()).isEqualTo(report.testErrorPercent());
      }
      assertThat(target.reference()).isEqualTo(compact ? IN_ONNX_RUNTIME : "model.ckpt");
      assertThat(target.maxAbsDifference()).isLessThan(1e-3);
    }
    Report.Quantisation quantisation = report.quantisation();
    assertThat(quantisation.validationImages()).isEqualTo(66);
    assertThat(quantisation.trainedOn()).isTrue();
    assertThat(quantisation.errorAfterPercent())
        .isLessThanOrEqualTo(quantisation.errorBeforePercent() + quantisation.maxErrorIncrease());
    assertThat(quantisation.tensors()).hasSize(6);
    for (Report.Layer layer : report.layers()) {
      assertThat(layer.bytes().stored()).isEqualTo(layer.bytes().coded());
      assertThat(layer.bytes().coded()).isLessThan(layer.bytes().csr());
    }
    for (Report.FileEntry file : report.files()) {
      assertThat(Files.size(run.resolve(file.path()))).isEqualTo(file.bytes());
      assertThat(file.ratio()).isEqualTo(129_720.0 / file.bytes());
    }
    assertThat(report.seconds()).containsOnlyKeys("train", "compress", "export", "verify");
  }

  @Test
  void doesNotTouchAFinishedRun() throws IOException {
    byte[] before = Files.readAllBytes(run.resolve("model.ckpt"));
    refused(Invocation.of("pipeline", net, "--out", run), "already has a run");
    refused(Invocation.of("pipeline", net, "--resume", "--out", run), "is complete");
    assertThat(run.resolve("model.ckpt")).hasBinaryContent(before);
  }

  @Test
  void imagesThatTrainingHeldOutChooseTheSteps() throws IOException {
    Path out = scratch.resolve("held-out");
    fine(
        Invocation.of(
            "pipeline", net, "--epochs", 1, "--validation", 50, "--data", data, "--out", out));
    Report report = JsonReport.decode(Files.readAllBytes(out.resolve("report.json")));
    assertThat(report.quantisation().validationImages()).isEqualTo(50);
    assertThat(report.quantisation().trainedOn()).isFalse();
  }

  @Test
  void finishesAnInterruptedRun() throws IOException {
    Path interrupted = Files.createDirectory(scratch.resolve("interrupted"));
    Files.copy(run.resolve("model.ckpt"), interrupted.resolve("model.ckpt"));
    Files.writeString(interrupted.resolve("model.spvd"), "half");
    refused(
        Invocation.of("pipeline", net, "--data", data, "--out", interrupted),
        "unfinished run",
        "--resume");
    fine(Invocation.of("pipeline", net, "--data", data, "--resume", "--out", interrupted));
    for (String file :
        List.of(
            "model.ckpt", "model.spvd", "model.onnx", "model-sparse.onnx", "model-shrunk.onnx")) {
      assertThat(interrupted.resolve(file)).hasSameBinaryContentAs(run.resolve(file));
    }
    Report report = JsonReport.decode(Files.readAllBytes(interrupted.resolve("report.json")));
    assertThat(report.seed()).isEqualTo(5);
    assertThat(report.history()).hasSize(3);
  }

  @Test
  void onnxFilesSayWhereTheyComeFrom() throws IOException {
    Invocation inspect = Invocation.of("inspect", run.resolve("model.onnx"), "--json");
    JsonNode metadata = JSON.readTree(inspect.out()).get("onnx").get("metadata");
    assertThat(metadata.get("seed").asText()).isEqualTo("5");
    Report report = JsonReport.decode(Files.readAllBytes(run.resolve("report.json")));
    assertThat(metadata.get("dataset_sha256").asText()).isEqualTo(report.dataset().sha256());
  }

  @Test
  void trainsTheSameAgainWithForceAndAfterAStop() throws IOException {
    Path again = scratch.resolve("again.ckpt");
    Invocation train =
        Invocation.of(
            "train", net, "--data", data, "--epochs", 3, "--seed", 5, "--out", again, "--json");
    fine(train);
    assertThat(JSON.readTree(train.out()).get("epochs").asInt()).isEqualTo(3);
    assertThat(train.err().lines()).hasSize(3).allMatch(line -> line.startsWith("{"));
    assertThat(again).hasSameBinaryContentAs(run.resolve("model.ckpt"));
  }

  @Test
  void resumesOnlyTheRunItIs() {
    Path checkpoint = run.resolve("model.ckpt");
    fine(Invocation.of("train", net, "--data", data, "--resume", "--out", checkpoint));
    Invocation other =
        Invocation.of("train", "lenet-5", "--data", data, "--resume", "--out", checkpoint);
    assertThat(other.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(other.err()).contains("three-layers");
    Invocation seed =
        Invocation.of("train", net, "--data", data, "--seed", 6, "--resume", "--out", checkpoint);
    assertThat(seed.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(seed.err()).contains("--seed 5");
  }

  @Test
  void everyStepAloneGivesTheSameFiles() throws IOException {
    Path spvd = scratch.resolve("m.spvd");
    Invocation compress =
        Invocation.of("compress", run.resolve("model.ckpt"), "--data", data, "--out", spvd);
    fine(compress);
    assertThat(compress.out()).contains("fc1", "total", "stored", "quantised: error");
    assertThat(spvd).hasSameBinaryContentAs(run.resolve("model.spvd"));
    for (String profile : List.of("dense", "sparse")) {
      Path onnx = scratch.resolve(profile + ".onnx");
      fine(Invocation.of("export", spvd, "--out", onnx, "--profile", profile, "--quiet"));
      assertThat(onnx).isNotEmptyFile();
    }
    Invocation verify =
        Invocation.of(
            "verify",
            run.resolve("model.ckpt"),
            spvd,
            scratch.resolve("dense.onnx"),
            scratch.resolve("sparse.onnx"),
            "--data",
            data);
    fine(verify);
    assertThat(verify.out()).contains("dense.onnx", "sparse.onnx", "All agree");
  }

  @Test
  void losslessFilesComputeWhatTheCheckpointDoes() throws IOException {
    Path checkpoint = run.resolve("model.ckpt");
    for (String format : List.of("", "dense", "csr", "bitmask")) {
      Path spvd = scratch.resolve(format + ".spvd");
      String[] options =
          format.isEmpty()
              ? new String[] {"compress", "--lossless"}
              : new String[] {"compress", "--lossless", "--format", format};
      List<Object> words = new ArrayList<>(List.of((Object[]) options));
      words.addAll(List.of(checkpoint, "--out", spvd));
      fine(Invocation.of(words.toArray()));
      Invocation verify = Invocation.of("verify", checkpoint, spvd, "--data", data, "--json");
      fine(verify);
      JsonNode target = JSON.readTree(verify.out()).get("verification").get(1);
      assertThat(target.get("reference").asText()).isEqualTo("model.ckpt");
    }
    assertThat(Files.size(scratch.resolve("dense.spvd")))
        .isGreaterThan(Files.size(scratch.resolve(".spvd")));
  }

  @Test
  void compressionIsAskedForSensibly() {
    Path checkpoint = run.resolve("model.ckpt");
    Path never = scratch.resolve("never.spvd");
    refused(Invocation.of("compress", checkpoint, "--out", never), "was trained on 'bars'");
    for (List<Object> wrong :
        List.<List<Object>>of(
            List.of("--lossless", "--format", "coded"),
            List.of("--lossless", "--max-error-increase", 1),
            List.of("--max-error-increase", -1),
            List.of("--format", "zip"),
            List.of("--validation", 400, "--data", data))) {
      List<Object> words = new ArrayList<>(List.of("compress", checkpoint, "--out", never));
      words.addAll(wrong);
      Invocation invocation = Invocation.of(words.toArray());
      assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.USAGE);
      assertThat(invocation.err()).contains("sparsevd: ").doesNotContain("unexpected", "\tat ");
    }
    assertThat(never).doesNotExist();
  }

  @Test
  void inspectsEveryKindOfFile() throws IOException {
    for (String file : List.of("model.ckpt", "model.spvd", "model.onnx", "model-sparse.onnx")) {
      Invocation text = Invocation.of("inspect", run.resolve(file));
      fine(text);
      boolean compact = file.equals("model.spvd");
      assertThat(text.out()).contains(compact ? "dense-2" : "fc1", compact ? "dense-6" : "fc3");
      JsonNode json = JSON.readTree(Invocation.of("inspect", "--json", run.resolve(file)).out());
      assertThat(json.get("bytes").asLong()).isEqualTo(Files.size(run.resolve(file)));
      assertThat(json.has("kernels")).isEqualTo(compact);
      if (compact) {
        String kernel = json.get("kernels").get(1).asText();
        assertThat(kernel).startsWith("dense-2: ");
        assertThat(text.out()).contains(kernel);
      }
    }
  }

  @Test
  void runsTheTestSetAndOneImage() throws IOException {
    Path spvd = run.resolve("model.spvd");
    JsonNode all = JSON.readTree(Invocation.of("run", spvd, "--data", data, "--json").out());
    Report report = JsonReport.decode(Files.readAllBytes(run.resolve("report.json")));
    assertThat(all.get("errorPercent").asDouble())
        .isEqualTo(report.verification().get(1).testErrorPercent());
    JsonNode some =
        JSON.readTree(Invocation.of("run", spvd, "--data", data, "--limit", 7, "--json").out());
    assertThat(some.get("images").asInt()).isEqualTo(7);

    byte[] images = Files.readAllBytes(data.resolve("t10k-images-idx3-ubyte"));
    byte[] pixels = java.util.Arrays.copyOfRange(images, 16, 16 + 784);
    Path raw = Files.write(scratch.resolve("image.bin"), pixels);
    Path png = scratch.resolve("image.png");
    var picture =
        new java.awt.image.BufferedImage(28, 28, java.awt.image.BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 784; i++) {
      picture.setRGB(i % 28, i / 28, (pixels[i] & 0xff) * 0x010101);
    }
    javax.imageio.ImageIO.write(picture, "png", png.toFile());
    JsonNode fromRaw = JSON.readTree(Invocation.of("run", spvd, "--input", raw, "--json").out());
    JsonNode fromPng = JSON.readTree(Invocation.of("run", spvd, "--input", png, "--json").out());
    assertThat(fromRaw.get("probabilities")).hasSize(10).isEqualTo(fromPng.get("probabilities"));
    assertThat(fromRaw.get("class")).isEqualTo(fromPng.get("class"));

    Path half = Files.write(scratch.resolve("half.bin"), new byte[392]);
    refused(Invocation.of("run", spvd, "--input", half), "784 raw bytes", "392");
    byte[] wholePicture = Files.readAllBytes(png);
    Path cutPicture =
        Files.write(
            scratch.resolve("cut.png"),
            java.util.Arrays.copyOf(wholePicture, wholePicture.length / 2));
    refused(Invocation.of("run", spvd, "--input", cutPicture), "cut.png", "damaged");
  }

  @Test
  void damagedFilesAreRefusedInOneLine() throws IOException {
    SplittableRandom random = new SplittableRandom(20260101);
    for (String name : List.of("model.ckpt", "model.spvd")) {
      byte[] whole = Files.readAllBytes(run.resolve(name));
      for (int attempt = 0; attempt < 10; attempt++) {
        byte[] cut = java.util.Arrays.copyOf(whole, random.nextInt(whole.length));
        byte[] flipped = whole.clone();
        int at = random.nextInt(whole.length);
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        for (byte[] damaged : List.of(cut, flipped)) {
          Path file = Files.write(scratch.resolve(name), damaged);
          refused(Invocation.of("inspect", file), file.getFileName().toString());
        }
      }
    }
    for (String name : List.of("model.onnx", "model-sparse.onnx")) {
      byte[] whole = Files.readAllBytes(run.resolve(name));
      Path file =
          Files.write(scratch.resolve(name), java.util.Arrays.copyOf(whole, whole.length / 3));
      refused(Invocation.of("inspect", file), name);
      refused(Invocation.of("verify", run.resolve("model.ckpt"), file, "--data", data), name);
    }
    Path cutData = scratch.resolve("cut");
    TinyData.write(cutData, 28, 28);
    Path images = cutData.resolve("train-images-idx3-ubyte");
    Files.write(images, java.util.Arrays.copyOf(Files.readAllBytes(images), 1000));
    refused(
        Invocation.of("run", run.resolve("model.spvd"), "--data", cutData),
        "train-images-idx3-ubyte");
  }

  @Test
  void dataOfAnotherShapeIsRefused() throws IOException {
    Path small = TinyData.write(scratch.resolve("small"), 20, 20);
    Path never = scratch.resolve("never.ckpt");
    refused(Invocation.of("train", net, "--data", small, "--out", never), "20", "28");
    assertThat(never).doesNotExist();
    refused(Invocation.of("run", run.resolve("model.spvd"), "--data", small), "20", "784");
    refused(Invocation.of("verify", run, "--data", small), "20", "28");
  }

  @Test
  void disagreementHasItsOwnExitCode() {
    Path other = scratch.resolve("other.ckpt");
    fine(Invocation.of("train", net, "--data", data, "--epochs", 1, "--seed", 6, "--out", other));
    Invocation verify = Invocation.of("verify", other, run.resolve("model.onnx"), "--data", data);
    assertThat(verify.exitCode()).isEqualTo(ExitCode.VERIFICATION_FAILED);
    assertThat(verify.out()).contains("do NOT agree");
  }

  @Test
  void filesInEightBitsAreJudgedByTheirErrorAndShareOfDifference() {
    Path int8 = scratch.resolve("int8.onnx");
    fine(
        Invocation.of(
            "export",
            run.resolve("model.ckpt"),
            "--profile",
            "int8",
            "--calibrate",
            data,
            "--out",
            int8));
    Invocation verify = Invocation.of("verify", run.resolve("model.ckpt"), int8, "--data", data);
    assertThat(verify.exitCode()).as(verify.out() + verify.err()).isEqualTo(ExitCode.FINE);
    assertThat(verify.out()).contains("int8.onnx", "All agree");
  }
}
