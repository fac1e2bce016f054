package org.sparsevd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How long the files of the sources are. */
class FilesTest {
  private static final Path ROOT = Path.of("../..");
  private static final int MOST_LINES = 400;

  /** The folders of Maven's modules, of which each has a file like this. */
  private static final String MODULE = "pom.xml";

  @Test
  void noFileIsLongerThanAReaderCanFollow() throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.find(ROOT, 3, (file, is) -> file.endsWith(MODULE))) {
      sources = files.map(file -> file.resolveSibling("src")).filter(Files::isDirectory).toList();
    }
    assertThat(sources).hasSizeGreaterThan(5);
    for (Path source : sources) {
      try (Stream<Path> files = Files.walk(source)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          assertThat(Files.readAllLines(file))
              .as("lines of %s", file)
              .hasSizeLessThanOrEqualTo(MOST_LINES);
        }
      }
    }
  }
}
