package org.sparsevd.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of NumPy (see the README beside them), of our own, and hostile ones. */
class NpyFileTest {
  private static final float[] NUMBERS = {0, 1, 2, 100, 4, 127};
  private static final float[] TRUTHS = {0, 1, 1, 1, 1, 1};

  @TempDir private Path folder;

  private static byte[] stored(String name) throws IOException {
    try (InputStream in = NpyFileTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private static NumberArray read(String name, byte[] file) throws IOException {
    return NpyFile.read(name, new ByteArrayInputStream(file), file.length);
  }

  private static NumberArray read(String name) throws IOException {
    return read(name, stored(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"f2", "f4", "f8", "u1", "u2", "u4", "i1", "i2", "i4", "i8", "b1"})
  void numbersOfEveryTypeAndOrder(String type) throws IOException {
    for (String order : new String[] {"le-c", "le-f", "be-c", "be-f"}) {
      if (type.endsWith("1") && order.startsWith("be")) {
        continue;
      }
      NumberArray array = read("array-" + type + "-" + order + ".npy");
      assertThat(array.shape()).as(order).containsExactly(2, 3);
      assertThat(array.floats()).as(order).isEqualTo(type.equals("b1") ? TRUTHS : NUMBERS);
      if (!array.type().isReal()) {
        assertThat(array.integers()[3]).isEqualTo(type.equals("b1") ? 1 : 100);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"f2", "f4", "f8", "i1", "i2", "i4", "i8"})
  void signs(String type) throws IOException {
    assertThat(read("signed-" + type + ".npy").floats()).containsExactly(0, -1, 2, -128, 4, 127);
  }

  @Test
  void halves() throws IOException {
    assertThat(read("halves.npy").floats())
        .containsExactly(
            0x1p-24f, -0x3efp-24f, 0.0999755859375f, 65504f, -0.0f, Float.POSITIVE_INFINITY);
    assertThatThrownBy(() -> read("halves.npy").finiteFloats())
        .isInstanceOf(ArrayFileException.class)
        .hasMessage("halves.npy: expected finite float32 numbers, found Infinity at [5]");
  }

  @Test
  void otherRanksAndVersions() throws IOException {
    assertThat(read("scalar.npy").floats()).containsExactly(2.5f);
    assertThat(read("scalar.npy").shape()).isEmpty();
    NumberArray cube = read("cube.npy");
    assertThat(cube.shape()).containsExactly(2, 3, 4);
    for (int i = 0; i < 24; i++) {
      assertThat(cube.integers()[i]).isEqualTo(i);
    }
    assertThat(cube.at(23)).isEqualTo(" at [1, 2, 3]");
    for (String version : new String[] {"version-2.npy", "version-3.npy"}) {
      assertThat(read(version).floats()).isEqualTo(NUMBERS);
    }
    byte[] python2 = header("{'shape': (2L, 3L), \"fortran_order\":False,'descr':'|u1'}");
    NumberArray old = read("old", join(python2, new byte[] {1, 2, 3, 4, 5, (byte) 255}));
    assertThat(old.bytes()).containsExactly(1, 2, 3, 4, 5, 255);
    assertThat(old.floats()[5]).isEqualTo(255);
  }

  @Test
  void whatIsWrittenIsWhatNumPyWrites() throws IOException {
    assertThat(NpyFile.encode(new int[] {2, 3}, NUMBERS)).isEqualTo(stored("array-f4-le-c.npy"));
    assertThat(NpyFile.encode(new int[0], new float[] {2.5f})).isEqualTo(stored("scalar.npy"));
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    long seed = Long.getLong("fuzz.seed", 1);
    Random random = new Random(seed);
    for (int trial = 0; trial < 200; trial++) {
      int[] shape = random.ints(random.nextInt(6), 1, 6).toArray();
      float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
      for (int i = 0; i < values.length; i++) {
        values[i] = Float.intBitsToFloat(random.nextInt());
      }
      Path file = Files.write(folder.resolve("x.npy"), NpyFile.encode(shape, values));
      NumberArray read = NpyFile.read(file);
      assertThat(read.shape()).as("seed %d", seed).isEqualTo(shape);
      assertThat(read.floats()).as("seed %d", seed).isEqualTo(values);
      assertThat((Files.size(file) - 4L * values.length) % 64).isZero();
    }
    assertThatThrownBy(() -> NpyFile.encode(new int[] {2, 2}, NUMBERS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] header(String dictionary) {
    return header(dictionary.getBytes(StandardCharsets.ISO_8859_1), dictionary.length());
  }

  private static byte[] header(byte[] dictionary, int length) {
    byte[] start = {
      (byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) length, (byte) (length >> 8)
    };
    return join(start, dictionary);
  }

  private static byte[] join(byte[] a, byte[] b) {
    byte[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  private static String dictionary(String descr, String shape) {
    return "{'descr': " + descr + ", 'fortran_order': False, 'shape': " + shape + "}";
  }

  @ParameterizedTest
  @CsvSource({
    "objects.npy, pickled Python objects",
    "records.npy, records of several fields",
    "complex.npy, found '<c8'",
    "empty.npy, 'found the empty shape [0, 3]'",
  })
  void whatNumPyWritesAndIsNoNumbersIsRefusedByName(String name, String message) {
    assertThatThrownBy(() -> read(name))
        .isInstanceOf(ArrayFileException.class)
        .hasMessageStartingWith(name + ": ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'<f4' | (2000000000, 2000000000) | more than 2 GiB",
        "'<f8' | (2147483631, 2147483631, 2147483631) | more than 2 GiB",
        "'|u1' | (99999999999,) | extents below 2^31",
        "'|u1' | (999999999999999999999999999999,) | extents below 2^31",
        "'|u1' | (-1,) | expected an extent of the shape",
        "'|u1' | (1.5,) | expected ')'",
        "'|u1' | [2] | expected '('",
        "'<u8' | (1,) | found '<u8'",
        "'|f4' | (1,) | found '|f4'",
        "'=f4' | (1,) | found '=f4'",
        "'|O8' | (1,) | pickled",
        "'' | (1,) | expected elements of",
        "__import__('os') | (1,) | expected a quoted string",
        "'<f4' | (1,), 'shape': (2,) | once each",
        "'<f4' | (1,), 'more': 1 | once each",
        "'<f4' | (1,)} x | nothing behind the dictionary",
        "'<f4' | (100,) | truncated: expected 400 bytes",
      })
  void hostileHeaders(String descr, String shape, String message) {
    byte[] file = join(header(dictionary(quoted(descr), shape)), new byte[40]);
    assertThatThrownBy(() -> read("x.npy", file))
        .isInstanceOf(ArrayFileException.class)
        .hasMessageStartingWith("x.npy: ")
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  /** JUnit takes the quotes of a whole cell away. */
  private static String quoted(String descr) {
    return descr == null ? "''" : descr.startsWith("_") ? descr : "'" + descr + "'";
  }

  @Test
  void everyBeginningOfAFileIsRefused() throws IOException {
    byte[] whole = stored("array-f4-be-f.npy");
    for (int length = 0; length < whole.length; length++) {
      byte[] some = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read("x.npy", some)).isInstanceOf(ArrayFileException.class);
    }
    assertThatThrownBy(() -> read("x.npy", Arrays.copyOf(whole, whole.length + 1)))
        .hasMessageContaining("found more");
  }

  @Test
  void changedFilesAreReadOrRefused() throws IOException {
    byte[] whole = stored("array-i2-le-c.npy");
    long seed = Long.getLong("fuzz.seed", 1);
    Random random = new Random(seed);
    for (int trial = 0; trial < 5000; trial++) {
      byte[] changed = whole.clone();
      for (int i = 0; i <= random.nextInt(4); i++) {
        changed[random.nextInt(80)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(read("x.npy", changed).size()).as("seed %d", seed).isPositive();
      } catch (ArrayFileException e) {
        assertThat(e.getMessage()).as("seed %d", seed).startsWith("x.npy: ");
      }
    }
  }

  @Test
  void otherFiles() throws IOException {
    assertThatThrownBy(() -> NpyFile.read(folder.resolve("none.npy")))
        .hasMessageContaining("none.npy: expected a .npy file, found nothing");
    assertThatThrownBy(() -> NpyFile.read(folder)).hasMessageContaining("found no file");
    assertThatThrownBy(() -> read("x", new byte[0])).hasMessageContaining("found an empty file");
    assertThatThrownBy(() -> read("x", "PK\3\4 a zip".getBytes(StandardCharsets.US_ASCII)))
        .hasMessageContaining("found 50 4b 03 04");
    byte[] longHeader = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, -1};
    assertThatThrownBy(() -> read("x", longHeader)).hasMessageContaining("found 4294967295");
    longHeader[6] = 4;
    assertThatThrownBy(() -> read("x", longHeader)).hasMessageContaining("found 4.0");
  }
}
