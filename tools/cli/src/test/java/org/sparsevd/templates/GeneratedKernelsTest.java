package org.sparsevd.templates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is checked in is what the templates say, byte for byte. */
class GeneratedKernelsTest {
  private static final Path ROOT = Path.of("../..");

  @Test
  void generatedFilesAreThoseOfTheTemplates() throws IOException {
    Map<Path, String> files = KernelGenerator.generate(ROOT);
    assertThat(files).isNotEmpty();
    for (Map.Entry<Path, String> file : files.entrySet()) {
      assertThat(Files.readString(file.getKey()))
          .as("%s", file.getKey())
          .isEqualTo(file.getValue());
    }
  }
}
