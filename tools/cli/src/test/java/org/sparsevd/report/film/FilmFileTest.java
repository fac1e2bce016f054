package org.sparsevd.report.film;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilmFileTest {
  private static final List<FilmView> VIEWS =
      List.of(
          new FilmView("filters", "of conv1", FilmStyle.SIGNED, 3, 2, 2),
          new FilmView("weights", "of fc1", FilmStyle.MAGNITUDE, 1, 4, 5));

  @TempDir private Path folder;

  private static FilmFrame frame(int epoch) {
    SplittableRandom random = new SplittableRandom(epoch);
    List<float[]> values = new ArrayList<>();
    for (FilmView view : VIEWS) {
      float[] part = new float[view.size()];
      for (int i = 0; i < part.length; i++) {
        part[i] = random.nextInt(3) == 0 ? 0 : (float) random.nextDouble(-1, 1);
      }
      values.add(part);
    }
    return new FilmFrame(epoch, values);
  }

  private static Film film(int frames) {
    List<FilmFrame> all = new ArrayList<>();
    for (int epoch = 1; epoch <= frames; epoch++) {
      all.add(frame(epoch));
    }
    return new Film("lenet, seed 1", 9, VIEWS, all);
  }

  private static void write(Path file, Film film) throws IOException {
    Files.write(file, FilmFile.encode(film));
  }

  private static void same(Film found, Film expected) {
    assertThat(found).usingRecursiveComparison().isEqualTo(expected);
  }

  @Test
  void framesAreAppendedAsIfTheyHadBeenThere() throws IOException {
    Path whole = folder.resolve("whole.film");
    Path grown = folder.resolve("grown.film");
    write(whole, film(4));
    write(grown, film(0));
    same(FilmFile.read(grown), film(0));
    for (int epoch = 1; epoch <= 4; epoch++) {
      FilmFile.append(grown, frame(epoch));
      same(FilmFile.read(grown), film(epoch));
    }
    assertThat(grown).hasSameBinaryContentAs(whole);
    same(FilmFile.read(whole).upTo(2), film(2));
  }

  @Test
  void aLastFrameThatIsNotWholeIsLeftOut() throws IOException {
    Path file = folder.resolve("a.film");
    write(file, film(2));
    int shorter = (int) Files.size(file);
    write(file, film(3));
    byte[] whole = Files.readAllBytes(file);
    for (int length = shorter; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      same(FilmFile.read(file), film(2));
    }
  }

  @Test
  void damagedFilmsAreNamedOrLoseTheirEnd() throws IOException {
    Path file = folder.resolve("a.film");
    write(file, film(3));
    byte[] whole = Files.readAllBytes(file);
    int refused = 0;
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) (1 << at % 8);
      Files.write(file, damaged);
      try {
        // A length that reaches over the end looks like a frame that is not whole.
        Film film = FilmFile.read(file);
        same(film, film(film.frames().size()));
        assertThat(film.frames()).hasSizeLessThan(3);
      } catch (IOException e) {
        assertThat(e.getMessage()).contains("a.film: damaged film: ").doesNotContain("\n");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(whole.length - 10);
  }

  @Test
  void noMoreThanSomeFramesAreRead() throws IOException {
    Path file = folder.resolve("a.film");
    write(file, new Film("r", 150, VIEWS, List.of()));
    for (int epoch = 1; epoch <= 150; epoch++) {
      FilmFile.append(file, frame(epoch));
    }
    assertThat(FilmFile.read(file).frames()).hasSize(150);
    FilmFile.append(file, frame(151));
    assertThatThrownBy(() -> FilmFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than 150 frames");
  }

  @Test
  void epochsComeOnceAndInOrder() throws IOException {
    Path file = folder.resolve("a.film");
    for (int odd : new int[] {2, 1, 0, -1, 10}) {
      write(file, film(2));
      FilmFile.append(file, frame(odd));
      assertThatThrownBy(() -> FilmFile.read(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("a.film");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 149, 150, 151, 200, 299, 1000, 100_000})
  void longRunsAreThinnedOutEvenly(int epochs) {
    List<Integer> kept = new ArrayList<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      if (Film.keeps(epoch, epochs)) {
        kept.add(epoch);
      }
    }
    assertThat(kept).hasSize(Math.min(epochs, 150)).endsWith(epochs);
    for (int i = 1; i < kept.size(); i++) {
      int step = kept.get(i) - kept.get(i - 1);
      assertThat(step).isBetween(epochs / 150, epochs / 150 + 1);
    }
  }
}
