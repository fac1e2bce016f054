package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.recipe.Augmentation;
import org.sparsevd.trainer.recipe.Distillation;
import org.sparsevd.trainer.recipe.Phase;
import org.sparsevd.trainer.recipe.Recipe;

/** The ways to say what is trained, and how. */
class TrainCommandTest {
  private static final String NETWORK =
      """
      {
        "name": "mine",
        "input": [1, 12, 12],
        "layers": [
          {"type": "conv2d", "filters": 4, "kernel": 3, "padding": 1},
          "batchNorm",
          "relu",
          {"type": "maxPool2d", "size": 2},
          "flatten",
          {"type": "dense", "outputs": 16},
          "relu",
          {"type": "dense", "outputs": 10}
        ],
        "training": {
          "batchSize": 16,
          "initialLogSigma2": -8,
          "phases": [
            {"kind": "dense", "epochs": 1, "learningRate": 0.01},
            {"kind": "sparse", "epochs": 4, "learningRate": 0.01, "klWeight": [[0, 0], [2, 1]]}
          ]
        }
      }
      """;

  @TempDir private Path folder;
  private Path data;
  private Path network;
  private Path out;

  @BeforeEach
  void write() throws IOException {
    data = TinyData.write(folder.resolve("tiny"), 12, 12);
    network = Files.writeString(folder.resolve("mine.json"), NETWORK);
    out = folder.resolve("mine.ckpt");
  }

  private String run(Object... arguments) {
    Object[] all = new Object[arguments.length + 4];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    Object[] last = {"--data", data, "--threads", 2};
    System.arraycopy(last, 0, all, arguments.length, last.length);
    Invocation invocation = Invocation.of(all);
    assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.FINE);
    return invocation.out();
  }

  @Test
  void pipelineTakesANetworkOfOnesOwn() throws IOException {
    Path run = folder.resolve("run");
    run("pipeline", "--network", network, "--out", run);
    Recipe recipe = Checkpoint.read(run.resolve("model.ckpt")).recipe();
    assertThat(recipe.name()).isEqualTo("mine");
    assertThat(recipe.network().layers()).hasSize(8);
    assertThat(run.resolve("model.spvd")).isNotEmptyFile();
    assertThat(run.resolve("report.json")).isNotEmptyFile();
  }

  @Test
  void timeOfWeightsIsMeasuredBeforeTraining() throws IOException {
    run("train", "--network", network, "--cost", "time", "--epochs", 2, "--out", out);
    assertThat(Checkpoint.read(out).recipe().seconds()).hasSize(3).allMatch(each -> each > 0);
  }

  @Test
  void trainsByMethodsOfOthers() throws IOException {
    for (String method : List.of("pruning", "dns")) {
      Path file = folder.resolve(method + ".ckpt");
      run("train", "--network", network, "--method", method, "--epochs", 4, "--out", file);
      Checkpoint end = Checkpoint.read(file);
      assertThat(end.recipe().name()).isEqualTo("mine-" + method);
      assertThat(end.history().get(3).compression()).as(method).isGreaterThan(1.2);
      Path small = folder.resolve(method + ".spvd");
      Invocation compress = Invocation.of("compress", file, "--out", small, "--data", data);
      assertThat(compress.exitCode()).as(compress.err()).isEqualTo(ExitCode.FINE);
    }
    Path old = folder.resolve("old-name.ckpt");
    run("train", "--network", network, "--method", "sparse", "--epochs", 1, "--out", old);
    assertThat(Checkpoint.read(old).recipe().name()).isEqualTo("mine");
  }

  @Test
  void sparseTrainingGoesOnFromADenseNet() throws IOException {
    Path dense = folder.resolve("dense.ckpt");
    run("train", "--network", network, "--method", "dense", "--epochs", 2, "--out", dense);
    Recipe baseline = Checkpoint.read(dense).recipe();
    assertThat(baseline.name()).isEqualTo("mine-dense");
    assertThat(baseline.phases()).extracting(Phase::kind).containsExactly(Phase.Kind.DENSE);
    assertThat(Invocation.of("inspect", dense).exitCode()).isEqualTo(ExitCode.FINE);

    Object[] warm = {
      "train",
      "--network",
      network,
      "--from",
      dense,
      "--batch-size",
      20,
      "--out",
      out,
      "--augment",
      "shift=1,flip",
      "--initial-log-sigma2",
      -7
    };
    run(warm);
    Recipe recipe = Checkpoint.read(out).recipe();
    assertThat(recipe.phases()).extracting(Phase::kind).containsExactly(Phase.Kind.SPARSE);
    assertThat(recipe.phases().get(0).augmentation()).isEqualTo(new Augmentation(1, true));
    assertThat(recipe.batchSize()).isEqualTo(20);
    assertThat(recipe.initialLogSigma2()).isEqualTo(-7);

    Invocation other =
        Invocation.of(
            "train",
            "--network",
            network,
            "--from",
            dense,
            "--resume",
            "--batch-size",
            21,
            "--out",
            out,
            "--data",
            data);
    assertThat(other.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(other.err()).contains("another recipe");
  }

  @Test
  void recipeOfOnesOwnForAPreset() throws IOException {
    data = TinyData.write(folder.resolve("large"), 28, 28);
    Path recipe =
        Files.writeString(
            folder.resolve("r.json"),
            """
            {"name": "short", "batchSize": 32, "phases": [
              {"kind": "sparse", "epochs": 1, "learningRate": 1e-3, "klWeight": 0.5}]}
            """);
    run(
        "train",
        "lenet-300-100",
        "--recipe",
        recipe,
        "--out",
        out,
        "--preprocessing",
        "channel-mean");
    Checkpoint checkpoint = Checkpoint.read(out);
    assertThat(checkpoint.recipe().name()).isEqualTo("short");
    assertThat(checkpoint.recipe().network().name()).isEqualTo("lenet-300-100");
    assertThat(checkpoint.preprocessing().toAffine().scale()).hasSize(1);
  }

  @Test
  void netsForWhitenedImagesSaySo() throws IOException {
    Object[] whitened = {"train", "--network", network, "--preprocessing", "zca", "--out", out};
    run(whitened);
    assertThat(Checkpoint.read(out).dataset().derivation().whitened()).isTrue();
    Path spvd = folder.resolve("mine.spvd");
    Invocation compress = Invocation.of("compress", out, "--data", data, "--out", spvd);
    assertThat(compress.exitCode()).as(compress.err()).isEqualTo(ExitCode.FINE);
    assertThat(compress.err()).contains("whitened", "--preprocessing channel-deviation");
    Invocation verify = Invocation.of("verify", out, spvd, "--data", data);
    assertThat(verify.exitCode()).as(verify.out() + verify.err()).isEqualTo(ExitCode.FINE);
  }

  @Test
  void randomLabelsTellTheTrainingErrorToo() {
    String told = run("train", "--network", network, "--labels", "random", "--out", out);
    assertThat(told).containsPattern("training error [0-9.]+ %, test error [0-9.]+ %");
    String json =
        run("train", "--network", network, "--labels", "random", "--out", out, "--force", "--json");
    assertThat(json).contains("\"trainErrorPercent\"");
  }

  @Test
  void netsLearnFromATeacher() throws IOException {
    Path teacher = folder.resolve("teacher.ckpt");
    run("train", "--network", network, "--epochs", 2, "--out", teacher);
    run("train", "--network", network, "--teacher", teacher, "--temperature", 3, "--out", out);
    Distillation lesson = Checkpoint.read(out).recipe().distillation();
    assertThat(lesson.temperature()).isEqualTo(3);
    assertThat(lesson.weight()).isEqualTo(0.5);

    Object[] again = {
      "train", "--network", network, "--resume", "--out", out, "--data", data, "--threads", 2
    };
    Invocation alone = Invocation.of(again);
    assertThat(alone.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(alone.err()).contains("--teacher");
    run(
        "train",
        "--network",
        network,
        "--teacher",
        teacher,
        "--temperature",
        3,
        "--resume",
        "--out",
        out);
  }

  @Test
  void teachersThatDoNotFitAreRefused() throws IOException {
    Path large = TinyData.write(folder.resolve("large"), 28, 28);
    Path teacher = folder.resolve("teacher.ckpt");
    run("train", "--network", network, "--epochs", 1, "--out", teacher);
    Invocation other =
        Invocation.of(
            "train", "lenet-300-100", "--teacher", teacher, "--data", large, "--out", out);
    assertThat(other.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(other.err()).contains("the teacher takes [1, 12, 12]");
    Invocation heavy =
        Invocation.of(
            "train",
            "--network",
            network,
            "--teacher",
            teacher,
            "--teacher-weight",
            2,
            "--data",
            data,
            "--out",
            out);
    assertThat(heavy.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(heavy.err()).contains("weight must be above 0 and up to 1, found 2.0");
    assertThat(out).doesNotExist();
  }
}
