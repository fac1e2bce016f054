package org.sparsevd.cli.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.cli.io.OutputFile;

/**
 * The files of a film beside a checkpoint {@code NAME.ckpt}: {@code NAME.film} with the frames, and
 * {@code NAME.film-VIEW.gif} for each view.
 */
public record FilmFiles(Path checkpoint) {
  private static final String ENDING = ".ckpt";
  private static final List<String> VIEWS = List.of("filters", "pixels", "weights");

  public Path frames() {
    return beside(".film");
  }

  public Path gif(String view) {
    return beside(".film-" + view + ".gif");
  }

  private Path beside(String ending) {
    String name = checkpoint.getFileName().toString();
    String stem = name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
    return checkpoint.resolveSibling(stem + ending);
  }

  /** All that may be there. */
  List<Path> all() {
    List<Path> all = new ArrayList<>(List.of(frames()));
    VIEWS.forEach(view -> all.add(gif(view)));
    return all;
  }

  /**
   * Checks that a run may begin beside what is there; changes nothing.
   *
   * @throws CliException if there is the film of another run that the options do not allow to touch
   */
  public void check(boolean force) throws CliException {
    for (Path file : all()) {
      OutputFile.check(file, force);
    }
  }

  /** Removes the film of a run whose place another takes. */
  public void clear() throws IOException {
    for (Path file : all()) {
      Files.deleteIfExists(file);
    }
  }
}
