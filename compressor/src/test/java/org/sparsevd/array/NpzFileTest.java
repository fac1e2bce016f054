package org.sparsevd.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzFileTest {
  @TempDir private Path folder;

  private Path stored(String name) throws IOException {
    try (InputStream in = NpzFileTest.class.getResourceAsStream(name)) {
      return Files.write(folder.resolve(name), in.readAllBytes());
    }
  }

  private Path zip(String name, byte[] content) throws IOException {
    Path file = folder.resolve("x.npz");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored.npz", "deflated.npz"})
  void arraysOfNumPy(String name) throws IOException {
    try (NpzFile file = NpzFile.open(stored(name))) {
      assertThat(file.names()).containsExactly("x_test", "x_train", "y_train");
      assertThat(file.read("x_train").bytes()).containsExactly(0, 1, 2, 100, 4, 127);
      assertThat(file.read("y_train").integers()).containsExactly(1, 0);
      assertThat(file.read("x_test").floats()).containsExactly(0, 1, 2, 100, 4, 127);
      assertThat(file.read("x_test").name()).endsWith(name + " (x_test)");
      assertThatThrownBy(() -> file.read("y_test"))
          .isInstanceOf(ArrayFileException.class)
          .hasMessageContaining("expected an array 'y_test', found x_test, x_train, y_train");
    }
  }

  /** A megabyte of zeros is a kilobyte of zip; only as much is unpacked as the header says. */
  @Test
  void bombsAreNotUnpacked() throws IOException {
    byte[] header = NpyFile.encode(new int[] {1}, new float[1]);
    byte[] bomb = java.util.Arrays.copyOf(header, 1 << 24);
    try (NpzFile file = NpzFile.open(zip("x.npy", bomb))) {
      assertThatThrownBy(() -> file.read("x"))
          .isInstanceOf(ArrayFileException.class)
          .hasMessageContaining("expected 4 bytes of values", "found more");
    }
    String huge = "{'descr': '|u1', 'fortran_order': False, 'shape': (2000000000,)}";
    byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) huge.length(), 0};
    byte[] promising = new byte[start.length + huge.length()];
    System.arraycopy(start, 0, promising, 0, start.length);
    System.arraycopy(
        huge.getBytes(StandardCharsets.US_ASCII), 0, promising, start.length, huge.length());
    try (NpzFile file = NpzFile.open(zip("x.npy", promising))) {
      assertThatThrownBy(() -> file.read("x")).hasMessageContaining("the file holds at most");
    }
  }

  @Test
  void otherFiles() throws IOException {
    assertThatThrownBy(() -> NpzFile.open(folder.resolve("none.npz")))
        .hasMessageContaining("found nothing");
    Path text = Files.writeString(folder.resolve("text.npz"), "no zip at all, nor an array");
    assertThatThrownBy(() -> NpzFile.open(text))
        .isInstanceOf(ArrayFileException.class)
        .hasMessageContaining("not a zip");
    assertThatThrownBy(() -> NpzFile.open(zip("readme.txt", new byte[3])))
        .hasMessageContaining("expected a zip of .npy files, found 1 others");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored.npz", "deflated.npz"})
  void changedFilesAreReadOrRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(stored(name));
    long seed = Long.getLong("fuzz.seed", 1);
    Random random = new Random(seed);
    for (int trial = 0; trial < 500; trial++) {
      byte[] changed = whole.clone();
      for (int i = 0; i <= random.nextInt(4); i++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      Path path = Files.write(folder.resolve("changed.npz"), changed);
      try (NpzFile file = NpzFile.open(path)) {
        for (String array : file.names()) {
          assertThat(file.read(array).size()).as("seed %d", seed).isPositive();
        }
      } catch (ArrayFileException e) {
        assertThat(e.getMessage()).as("seed %d", seed).contains("changed.npz");
      }
    }
  }
}
