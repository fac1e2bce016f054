package org.sparsevd.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for the files of a measurement, which is gone with all in it when it is closed. */
public record ScratchFolder(Path path) implements AutoCloseable {

  /**
   * A new one.
   *
   * @throws IOException if it cannot be made
   */
  public static ScratchFolder make() throws IOException {
    return new ScratchFolder(Files.createTempDirectory("sparsevd-benchmarks"));
  }

  @Override
  public void close() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(path)) {
      all.sorted(Comparator.reverseOrder()).forEach(files::add);
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
