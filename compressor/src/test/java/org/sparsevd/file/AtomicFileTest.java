package org.sparsevd.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  /** Above what Linux gives out. */
  private static final long NO_PROCESS = 1L << 40;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("net.spvd");
  }

  private void assertAlone() throws IOException {
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void writesAndReplaces() throws IOException {
    AtomicFile.write(file, new byte[] {1, 2, 3});
    assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
    AtomicFile.write(file, new byte[0]);
    assertThat(file).hasBinaryContent(new byte[0]);
    assertAlone();
  }

  @Test
  void othersMayReadItAsFarAsTheSystemAllows() throws IOException {
    AtomicFile.write(file, new byte[] {1});
    Path usual = Files.write(folder.resolve("usual"), new byte[] {1});
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(usual));
  }

  @Test
  void aFullDiskLeavesTheFileThatWasThere() throws IOException {
    byte[] before = {1, 2, 3};
    AtomicFile.write(file, before);
    for (int written = 0; written <= 4; written++) {
      int some = written;
      AtomicFile.Disk full =
          (content, newFile) -> {
            Files.write(newFile, Arrays.copyOf(content, some));
            throw new IOException("No space left on device");
          };
      assertThatThrownBy(() -> AtomicFile.write(file, new byte[] {4, 5, 6, 7}, full))
          .hasMessage("No space left on device");
      assertThat(file).hasBinaryContent(before);
      assertAlone();
    }
  }

  @Test
  void directoriesAndMissingFoldersAreRefused() throws IOException {
    Path inside = Files.createFile(Files.createDirectory(file).resolve("inside"));
    assertThatThrownBy(() -> AtomicFile.write(file, new byte[1]))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("is a directory, expected a file");
    assertThat(inside).exists();
    assertThatThrownBy(() -> AtomicFile.write(folder.resolve("missing/net"), new byte[1]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("missing");
    assertAlone();
  }

  /** Only what a dead process left of the same file: others are at work, or have other targets. */
  @Test
  void leftoversOfKilledWritesAreRemoved() throws IOException {
    Path dead = folder.resolve(AtomicFile.name(file, NO_PROCESS));
    Path parent =
        folder.resolve(AtomicFile.name(file, ProcessHandle.current().parent().orElseThrow().pid()));
    Path other = folder.resolve(AtomicFile.name(folder.resolve("net.onnx"), NO_PROCESS));
    Path lookalike = folder.resolve(".net.spvd.backup.tmp");
    for (Path path : new Path[] {dead, parent, other, lookalike}) {
      Files.writeString(path, "half a file");
    }
    AtomicFile.write(file, new byte[] {1});
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(file, parent, other, lookalike);
    }
  }

  /** Many writers of one file: every reader sees one of the contents, whole. */
  @Test
  void writersAtTheSameTimeDoNotMix() throws Exception {
    AtomicFile.write(file, filled(0));
    Thread[] writers = new Thread[3];
    for (int i = 0; i < writers.length; i++) {
      byte value = (byte) i;
      writers[i] =
          new Thread(
              () -> {
                for (int round = 0; round < 30; round++) {
                  try {
                    AtomicFile.write(file, filled(value));
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                }
              });
      writers[i].start();
    }
    for (int round = 0; round < 100; round++) {
      byte[] found = Files.readAllBytes(file);
      assertThat(found).isEqualTo(filled(found[0]));
    }
    for (Thread writer : writers) {
      writer.join();
    }
    assertAlone();
  }

  private static byte[] filled(int value) {
    byte[] content = new byte[10_000];
    Arrays.fill(content, (byte) value);
    return content;
  }

  @Test
  void aWrittenFileTakesItsName() throws IOException {
    Files.write(file, new byte[] {9});
    Path written = Files.write(folder.resolve("temporary"), new byte[] {1, 2});
    AtomicFile.move(written, file);
    assertThat(file).hasBinaryContent(new byte[] {1, 2});
    assertAlone();
  }
}
