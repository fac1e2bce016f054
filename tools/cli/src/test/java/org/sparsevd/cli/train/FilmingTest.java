package org.sparsevd.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.cli.io.Console;
import org.sparsevd.report.film.FilmFile;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.checkpoint.Checkpoint;
import org.sparsevd.trainer.checkpoint.LayerState;
import org.sparsevd.trainer.data.DatasetIdentity;
import org.sparsevd.trainer.data.Preprocessing;
import org.sparsevd.trainer.recipe.EpochResult;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Presets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class FilmingTest {
  @TempDir private Path folder;
  private final StringWriter told = new StringWriter();

  @Command
  private static final class Nothing {
    @Mixin private Console console;
  }

  private Console console() {
    Nothing command = new Nothing();
    CommandLine line = new CommandLine(command).setErr(new PrintWriter(told));
    line.parseArgs();
    return command.console;
  }

  /** A net of one layer after so many epochs; every weight is 1 and certain. */
  private static Checkpoint state(int epoch, int side) {
    Shape image = Shape.of(1, side, side);
    Network network = Network.builder("one", image).flatten().dense(2).build();
    int[] shape = {2, side * side};
    float[] weight = new float[2 * side * side];
    float[] logSigma2 = new float[weight.length];
    Arrays.fill(weight, 1);
    Arrays.fill(logSigma2, -10);
    List<EpochResult> history = new ArrayList<>();
    return new Checkpoint(
        Presets.forNetwork(network),
        new DatasetIdentity("d", image, 2, "00"),
        new Preprocessing(image, new float[] {1}, new float[] {0}),
        1,
        "host",
        epoch,
        0,
        0,
        0,
        List.of(LayerState.untrained("fc1", shape, weight, logSigma2, new float[2])),
        history,
        null);
  }

  @Test
  void whatCannotBeWrittenIsToldOnceAndEndsTheFilmAlone() throws Exception {
    FilmFiles files = new FilmFiles(folder.resolve("gone/a.ckpt"));
    Filming filming = Filming.of(files, true, null, console());
    filming.take(state(1, 3));
    filming.take(state(2, 3));
    assertThat(told.toString().lines())
        .singleElement()
        .asString()
        .contains("training goes on without its film", "a.film");
    assertThat(filming.develop()).isEmpty();
  }

  @Test
  void aGifThatCannotBeWrittenIsTold() throws Exception {
    FilmFiles files = new FilmFiles(folder.resolve("a.ckpt"));
    Filming filming = Filming.of(files, true, null, console());
    filming.take(state(1, 3));
    Files.createDirectories(files.gif("weights").resolve("full"));
    assertThat(filming.develop()).isEmpty();
    assertThat(told.toString()).contains("a.film cannot be shown").doesNotContain("\tat ");
    assertThat(FilmFile.read(files.frames()).frames()).hasSize(1);
  }

  @Test
  void nobodyFilmsUnasked() throws Exception {
    FilmFiles files = new FilmFiles(folder.resolve("a.ckpt"));
    Filming filming = Filming.of(files, false, null, console());
    filming.take(state(1, 3));
    assertThat(filming.develop()).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void imagesThatAreTooLargeToDrawAreLeftOut() throws Exception {
    FilmFiles files = new FilmFiles(folder.resolve("a.ckpt"));
    Filming filming = Filming.of(files, true, null, console());
    filming.take(state(1, 300));
    assertThat(FilmFile.read(files.frames()).views())
        .extracting(view -> view.name())
        .containsExactly("weights");
  }

  @Test
  void filesOfAFilmLieBesideTheCheckpoint() {
    assertThat(new FilmFiles(Path.of("x/model.ckpt")).frames()).isEqualTo(Path.of("x/model.film"));
    assertThat(new FilmFiles(Path.of("net")).gif("filters"))
        .isEqualTo(Path.of("net.film-filters.gif"));
  }
}
