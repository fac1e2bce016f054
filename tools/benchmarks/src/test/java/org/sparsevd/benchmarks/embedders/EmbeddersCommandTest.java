package org.sparsevd.benchmarks.embedders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes of jars that one side alone has. */
class EmbeddersCommandTest {
  @TempDir private Path folder;

  private String jar(String name, int bytes) throws IOException {
    return Files.write(folder.resolve(name), new byte[bytes]).toString();
  }

  @Test
  void jarsOfBothAreNotCounted() throws IOException {
    String core = jar("core.jar", 1_000);
    String ours = jar("ours.jar", 20) + File.pathSeparator + core;
    String theirs =
        core + File.pathSeparator + jar("theirs.jar", 300) + File.pathSeparator + jar("so.jar", 4);
    assertThat(EmbeddersCommand.deployed(ours, theirs)).isEqualTo(20);
    assertThat(EmbeddersCommand.deployed(theirs, ours)).isEqualTo(304);
  }
}
