package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.compress.Threshold;
import org.sparsevd.compress.TrainedModel;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.report.film.Film;
import org.sparsevd.report.film.FilmFile;
import org.sparsevd.report.film.FilmFrame;
import org.sparsevd.report.film.FilmView;
import org.sparsevd.trainer.Trainer;
import org.sparsevd.trainer.TrainerOptions;
import org.sparsevd.trainer.TrainingListener;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.data.Dataset;
import org.sparsevd.trainer.recipe.EpochResult;

/** {@code --film}: what it keeps, and that nothing is lost with it. */
class FilmTest {
  private static final int EPOCHS = 4;

  private static final String NETWORK =
      """
      {
        "name": "small",
        "input": [1, 12, 12],
        "layers": [
          {"type": "conv2d", "filters": 6, "kernel": 3},
          "relu",
          "flatten",
          {"type": "dense", "outputs": 16},
          "relu",
          {"type": "dense", "outputs": 10}
        ],
        "training": {
          "batchSize": 16,
          "initialLogSigma2": -4,
          "phases": [
            {"kind": "sparse", "epochs": 4, "learningRate": 0.01, "klWeight": 1}
          ]
        }
      }
      """;

  @TempDir private static Path folder;
  private static Path data;
  private static Path network;
  private static Path whole;
  private static Invocation training;

  @TempDir private Path scratch;

  @BeforeAll
  static void train() throws IOException {
    data = TinyData.write(folder.resolve("tiny"), 12, 12);
    network = Files.writeString(folder.resolve("small.json"), NETWORK);
    whole = folder.resolve("whole.ckpt");
    training = train(whole, "--film");
  }

  private static Invocation train(Path out, Object... more) {
    List<Object> words = new ArrayList<>(List.of("train", "--network", network, "--data", data));
    words.addAll(List.of("--threads", 1, "--out", out));
    words.addAll(List.of(more));
    return Invocation.of(words.toArray());
  }

  private static void fine(Invocation invocation) {
    assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.FINE);
  }

  private static void refused(Invocation invocation, Object... parts) {
    assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.FAILURE);
    assertThat(invocation.err().lines()).singleElement().asString().startsWith("sparsevd: ");
    for (Object part : parts) {
      assertThat(invocation.err()).contains(part.toString());
    }
  }

  private static Path beside(Path checkpoint, String ending) {
    String name = checkpoint.getFileName().toString();
    return checkpoint.resolveSibling(name.replace(".ckpt", ending));
  }

  @Test
  void aFrameIsKeptOfEveryEpochAndGifsAreWritten() throws IOException {
    fine(training);
    assertThat(training.out()).contains("whole.film-filters.gif", "whole.film-weights.gif");
    Film film = FilmFile.read(beside(whole, ".film"));
    assertThat(film.frames()).extracting(FilmFrame::epoch).containsExactly(1, 2, 3, 4);
    assertThat(film.views()).extracting(FilmView::name).containsExactly("filters", "weights");
    for (FilmView view : film.views()) {
      byte[] gif = Files.readAllBytes(beside(whole, ".film-" + view.name() + ".gif"));
      assertThat(new String(gif, 0, 6, java.nio.charset.StandardCharsets.US_ASCII))
          .isEqualTo("GIF89a");
    }
  }

  @Test
  void theLastFrameIsWhatTheThresholdKeeps() throws IOException {
    TrainedModel trained = Checkpoint.read(whole).trainedModel();
    Model kept = new Threshold(trained.logSigma2()).apply(trained.model());
    List<Op.Weighted> layers = new ArrayList<>();
    for (Node node : kept.nodes()) {
      if (node.op() instanceof Op.Weighted layer) {
        layers.add(layer);
      }
    }
    FilmFrame last = FilmFile.read(beside(whole, ".film")).frames().get(EPOCHS - 1);
    assertThat(last.values().get(0)).isEqualTo(layers.get(0).weight().toArray()).contains(0f);
    float[] dense = layers.get(1).weight().toArray();
    // 16 outputs, and the middle 100 of 600 inputs.
    float[] piece = last.values().get(1);
    assertThat(piece).hasSize(16 * 100);
    for (int i = 0; i < piece.length; i++) {
      assertThat(piece[i]).isEqualTo(Math.abs(dense[i / 100 * 600 + 250 + i % 100]));
    }
  }

  /**
   * As if the process had been killed within the frame of epoch 4, with a checkpoint of epoch 2.
   */
  private Path killed() throws Exception {
    Path killed = scratch.resolve("killed.ckpt");
    Checkpoint last = Checkpoint.read(whole);
    Trainer trainer =
        Trainer.start(
            last.recipe(), Dataset.open(data.toString()), TrainerOptions.defaults(last.seed()));
    trainer.train(
        killed,
        new TrainingListener() {
          @Override
          public void epoch(EpochResult result) {
            if (result.epoch() == 2) {
              trainer.requestStop();
            }
          }
        });
    assertThat(Checkpoint.read(killed).epoch()).isEqualTo(2);
    byte[] frames = Files.readAllBytes(beside(whole, ".film"));
    Files.write(beside(killed, ".film"), Arrays.copyOf(frames, frames.length - 50));
    return killed;
  }

  @Test
  void aRunThatIsGoneOnWithHasTheSameFilm() throws Exception {
    Path killed = killed();
    fine(train(killed, "--resume"));
    assertThat(killed).hasSameBinaryContentAs(whole);
    for (String ending : List.of(".film", ".film-filters.gif", ".film-weights.gif")) {
      assertThat(beside(killed, ending)).hasSameBinaryContentAs(beside(whole, ending));
    }
  }

  @Test
  void aRunThatIsGoneOnWithMayBeginAFilm() throws Exception {
    Path killed = killed();
    Files.delete(beside(killed, ".film"));
    fine(train(killed, "--resume", "--film"));
    Film film = FilmFile.read(beside(killed, ".film"));
    assertThat(film.frames()).extracting(FilmFrame::epoch).containsExactly(3, 4);
  }

  @Test
  void aDamagedFilmOrThatOfAnotherRunIsNamedAndLeftAlone() throws Exception {
    Path killed = killed();
    Path frames = beside(killed, ".film");
    byte[] checkpoint = Files.readAllBytes(killed);
    byte[] film = Files.readAllBytes(frames);
    byte[] damaged = film.clone();
    damaged[film.length / 2] ^= 1;
    Files.write(frames, damaged);
    refused(train(killed, "--resume"), frames, "damaged film", "moved away");
    assertThat(frames).hasBinaryContent(damaged);

    Path other = scratch.resolve("other.ckpt");
    fine(train(other, "--film", "--seed", 2, "--epochs", 4));
    Files.copy(beside(other, ".film"), frames, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    refused(train(killed, "--resume"), frames, "another run", "seed 2");
    assertThat(killed).hasBinaryContent(checkpoint);
  }

  @Test
  void filmsAreNotOverwrittenUnasked() throws IOException {
    Path mine = scratch.resolve("mine.ckpt");
    Path film = Files.writeString(beside(mine, ".film"), "mine");
    refused(train(mine), film, "--force");
    assertThat(film).hasContent("mine");
    fine(train(mine, "--force", "--epochs", 1));
    assertThat(film).doesNotExist();
    assertThat(mine).exists();
  }

  @Test
  void aReportShowsTheFilm() throws IOException {
    Path run = scratch.resolve("run");
    fine(
        Invocation.of(
            "pipeline",
            "--network",
            network,
            "--data",
            data,
            "--threads",
            1,
            "--epochs",
            2,
            "--film",
            "--out",
            run));
    assertThat(run.resolve("model.film")).exists();
    assertThat(run.resolve("model.film-filters.gif")).exists();
    String html = Files.readString(run.resolve("report.html"));
    assertThat(html)
        .contains("<h2>Film</h2>", "data:image/gif;base64,", "prefers-reduced-motion: reduce")
        .doesNotContain("<script");
  }

  @Test
  void aDenseFirstLayerIsShownAsPixels() throws IOException {
    Path dense =
        Files.writeString(
            scratch.resolve("dense.json"),
            """
            {"name": "flat", "input": [1, 12, 12], "layers": [
              "flatten", {"type": "dense", "outputs": 30}, "relu", {"type": "dense", "outputs": 10}]}
            """);
    Path out = scratch.resolve("flat.ckpt");
    fine(
        Invocation.of(
            "train",
            "--network",
            dense,
            "--data",
            data,
            "--threads",
            1,
            "--epochs",
            2,
            "--film",
            "--out",
            out));
    Film film = FilmFile.read(beside(out, ".film"));
    assertThat(film.views()).extracting(FilmView::name).containsExactly("pixels", "weights");
    TrainedModel trained = Checkpoint.read(out).trainedModel();
    Model kept = new Threshold(trained.logSigma2()).apply(trained.model());
    float[] weight =
        kept.nodes().stream()
            .filter(node -> node.op() instanceof Op.Weighted)
            .map(node -> ((Op.Weighted) node.op()).weight().toArray())
            .findFirst()
            .orElseThrow();
    float[] counts = film.frames().get(1).values().get(0);
    for (int pixel = 0; pixel < counts.length; pixel++) {
      int expected = 0;
      for (int unit = 0; unit < 30; unit++) {
        expected += weight[unit * 144 + pixel] == 0 ? 0 : 1;
      }
      assertThat(counts[pixel]).isEqualTo(expected);
    }
  }
}
