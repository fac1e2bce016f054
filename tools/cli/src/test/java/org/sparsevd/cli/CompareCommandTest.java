package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.trainer.Initialisation;
import org.sparsevd.trainer.StepProgress;
import org.sparsevd.trainer.Trainer;
import org.sparsevd.trainer.TrainerOptions;
import org.sparsevd.trainer.TrainingListener;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.data.DatasetIdentity;
import org.sparsevd.trainer.data.Preprocessing;
import org.sparsevd.trainer.recipe.EpochResult;
import org.sparsevd.trainer.recipe.Phase;
import org.sparsevd.trainer.recipe.Presets;
import org.sparsevd.trainer.recipe.Recipe;

class CompareCommandTest {
  @TempDir private static Path shared;
  private static Path data;
  private static Path trained;

  @TempDir private Path folder;
  private Path runs;

  /** One run for all tests: each begins with a copy. */
  @BeforeAll
  static void train() throws IOException {
    data = TinyData.write(shared.resolve("tiny"), 28, 28);
    Path first = shared.resolve("runs");
    original(first, "1");
    trained = first.resolve("original-1.ckpt");
  }

  @BeforeEach
  void name() {
    runs = folder.resolve("runs");
  }

  private Path copyOfTheRun() throws IOException {
    return Files.copy(trained, Files.createDirectories(runs).resolve(trained.getFileName()));
  }

  private Invocation compare(Object... arguments) {
    return compare(runs, arguments);
  }

  private static Invocation compare(Path runs, Object[] arguments) {
    Object[] all = new Object[arguments.length + 3];
    all[0] = "compare";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 2] = "--out";
    all[all.length - 1] = runs;
    return Invocation.of(all);
  }

  private static Invocation original(Path runs, String seeds) {
    Object[] arguments = {
      "lenet-300-100", "--only", "original", "--seeds", seeds, "--data", data, "--threads", 2
    };
    Invocation invocation = compare(runs, arguments);
    assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.FINE);
    return invocation;
  }

  @Test
  void trainsWhatIsMissingAndTellsTheTable() throws IOException {
    Path first = copyOfTheRun();
    Files.setLastModifiedTime(first, FileTime.fromMillis(1000));
    Invocation both = original(runs, "1-2");
    assertThat(both.err()).contains(first + " is complete").contains("seed 2");
    assertThat(Files.getLastModifiedTime(first).toMillis()).isEqualTo(1000);
    double[] errors = new double[2];
    for (int i = 0; i < 2; i++) {
      Checkpoint end = Checkpoint.read(runs.resolve("original-" + (i + 1) + ".ckpt"));
      assertThat(end.seed()).isEqualTo(i + 1);
      errors[i] = end.history().get(end.history().size() - 1).testErrorPercent();
    }
    assertThat(both.out())
        .contains("| Original | 1, 2 |")
        .contains("| 1.64 | 1.0x |")
        .contains("| DNS | not trained yet |");
    assertThat(Files.readString(runs.resolve("compare.md")).strip()).isEqualTo(both.out().strip());
    JsonNode json = new ObjectMapper().readTree(runs.resolve("compare.json").toFile());
    JsonNode row = json.get("rows").get(0);
    assertThat(row.get("runs")).hasSize(2);
    assertThat(row.get("meanErrorPercent").asDouble()).isEqualTo((errors[0] + errors[1]) / 2);
    assertThat(row.get("meanCompression").asDouble()).isEqualTo(1);
    assertThat(json.get("rows").get(1).get("meanErrorPercent").isNull()).isTrue();
    assertThat(Files.readString(runs.resolve("compare.html")))
        .contains("<svg", "Han et al. 2015", "Original, seed 2")
        .doesNotContain("<script", "http");
  }

  @Test
  void goesOnWithWhatWasInterrupted() throws Exception {
    Path file = copyOfTheRun();
    byte[] straight = Files.readAllBytes(file);
    Recipe recipe = Checkpoint.read(file).recipe();
    Trainer trainer =
        Trainer.start(recipe, Dataset.open(data.toString()), new TrainerOptions(1, 1, "host"));
    Files.delete(file);
    trainer.train(
        file,
        new TrainingListener() {
          @Override
          public void step(StepProgress progress) {
            if (progress.epoch() == 7 && progress.step() == 2) {
              trainer.requestStop();
            }
          }
        });
    assertThat(Checkpoint.read(file).epoch()).isEqualTo(6);
    Invocation report = compare("lenet-300-100", "--report");
    assertThat(report.out()).contains("| Original | not trained yet |");
    assertThat(original(runs, "1").err()).contains("from epoch 7");
    assertThat(Files.readAllBytes(file)).isEqualTo(straight);
  }

  @Test
  void refusesARunOfAnotherNetworkOrSeed() throws IOException {
    Files.move(copyOfTheRun(), runs.resolve("dns-2.ckpt"));
    Invocation invocation = compare("lenet-300-100", "--report");
    assertThat(invocation.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(invocation.err())
        .contains("dns-2.ckpt is a run of lenet-300-100 with seed 1, expected");
  }

  @ParameterizedTest
  @CsvSource({
    "lenet-6, --report, unknown network 'lenet-6'",
    "lenet-5, --seeds=3-1, --seeds",
    "lenet-5, --seeds=1-500, --seeds",
    "lenet-5, --seeds=x, --seeds",
    "lenet-5, --only=magic, --only: expected one of original",
    "lenet-5, --report, there is no folder",
    "vgg-like, --report, there is no folder"
  })
  void refusesWhatMakesNoSense(String network, String option, String message) {
    Invocation invocation = compare(network, option);
    assertThat(invocation.exitCode()).isIn(ExitCode.USAGE, ExitCode.FAILURE);
    assertThat(invocation.err()).contains(message).doesNotContain("Exception");
    assertThat(runs).doesNotExist();
  }

  @Test
  void drawsWidthsOfWhatIsThere() throws IOException {
    Files.createDirectories(runs);
    Recipe recipe = Presets.recipe("vgg-like-0.25").withEpochs(3);
    DatasetIdentity cifar =
        new DatasetIdentity("cifar", recipe.network().input(), 10, "0".repeat(64));
    List<EpochResult> history =
        List.of(
            new EpochResult(1, 3, Phase.Kind.DENSE, 1, 20, 9, 1, 0, 0),
            new EpochResult(2, 3, Phase.Kind.DENSE, 1, 12.25, 9, 1, 0, 0),
            new EpochResult(3, 3, Phase.Kind.SPARSE, 1, 12.75, 9, 8, 0, 0));
    float[] ones = new float[3];
    Arrays.fill(ones, 1);
    new Checkpoint(
            recipe,
            cifar,
            new Preprocessing(recipe.network().input(), ones, new float[3]),
            4,
            "host",
            recipe.epochs(),
            0,
            0,
            0,
            Initialisation.of(recipe, 4),
            history,
            null)
        .write(runs.resolve("mine.ckpt"));
    Invocation invocation = compare("vgg-like");
    assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.FINE);
    assertThat(invocation.out())
        .contains("| CIFAR-10 | 0.25 | 4 | 12.25 | 13.10 | 12.75 | 13.50 | 8.0x | 5.8x |")
        .contains("| CIFAR-10 | 1.5 | not trained: takes a GPU |")
        .contains("| CIFAR-100 | 0.25 | not trained yet |");
    assertThat(Files.readString(runs.resolve("compare.html")))
        .contains("k = 0.25, seed 4: 87.50", "train vgg-like-1.5", "takes a GPU")
        .doesNotContain("<script");
  }
}
