package org.sparsevd.cli.train;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.Console;
import org.sparsevd.cli.io.OutputFile;
import org.sparsevd.file.AtomicFile;
import org.sparsevd.report.film.Film;
import org.sparsevd.report.film.FilmFile;
import org.sparsevd.report.film.FilmPicture;
import org.sparsevd.trainer.checkpoint.Checkpoint;

/**
 * Keeps the film of a run beside its checkpoint, frame by frame. What goes wrong with a film is
 * told and ends the film, never the training.
 */
final class Filming {
  private final FilmFiles files;
  private final Console output;
  private Camera camera;
  private Film begun;
  private boolean ended;

  private Filming(FilmFiles files, Console output) {
    this.files = files;
    this.output = output;
  }

  /**
   * The film of a run. One that goes on goes on with its film: what that has of later epochs is
   * taken again. Where there is none, one begins here if it is wanted.
   *
   * @param resumed null for a new run
   * @throws CliException if what is there is the film of another run
   * @throws IOException if it cannot be read or is damaged
   */
  static Filming of(FilmFiles files, boolean wanted, Checkpoint resumed, Console output)
      throws IOException, CliException {
    Filming filming = new Filming(files, output);
    boolean goesOn = resumed != null && Files.exists(files.frames());
    filming.ended = !wanted && !goesOn;
    if (goesOn) {
      try {
        filming.goOn(FilmFile.read(files.frames()), resumed);
      } catch (IOException e) {
        throw new IOException(e.getMessage() + "; the run goes on when it is moved away", e);
      }
    }
    return filming;
  }

  private void goOn(Film film, Checkpoint from) throws CliException {
    Camera resumed = new Camera(from);
    Film expected = resumed.sees() ? resumed.film(from) : null;
    if (expected == null || !film.upTo(0).equals(expected)) {
      throw CliException.failure(
          files.frames()
              + " is the film of another run ("
              + film.run().replaceAll("\\p{Cntrl}", "?")
              + "); the run goes on when it is moved away");
    }
    camera = resumed;
    begun = film.upTo(from.epoch());
  }

  /** Takes the frame of an epoch that is over, where one is kept. */
  void take(Checkpoint state) {
    if (ended || !Film.keeps(state.epoch(), state.recipe().epochs())) {
      return;
    }
    try {
      if (camera == null) {
        camera = new Camera(state);
        if (!camera.sees()) {
          end("its weights are too large to be drawn");
          return;
        }
        begun = camera.film(state);
      }
      if (begun != null) {
        AtomicFile.write(files.frames(), FilmFile.encode(begun));
        begun = null;
      }
      FilmFile.append(files.frames(), camera.frame(state));
    } catch (IOException e) {
      end(OutputFile.reason(e));
    }
  }

  private void end(String reason) {
    ended = true;
    output.notice("note: training goes on without its film " + files.frames() + ": " + reason);
  }

  /** Draws the film and writes its GIFs; nothing where there is none. */
  List<FilmPicture> develop() {
    if (ended || !Files.exists(files.frames())) {
      return List.of();
    }
    try {
      Film film = FilmFile.read(files.frames());
      if (film.frames().isEmpty()) {
        return List.of();
      }
      List<FilmPicture> pictures = FilmPicture.of(film);
      for (FilmPicture picture : pictures) {
        AtomicFile.write(files.gif(picture.view().name()), picture.gif());
      }
      return pictures;
    } catch (IOException e) {
      output.notice("note: the film " + files.frames() + " cannot be shown: " + e.getMessage());
      return List.of();
    }
  }
}
