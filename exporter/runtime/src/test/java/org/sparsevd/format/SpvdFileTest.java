package org.sparsevd.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;

class SpvdFileTest {
  /** The file that FORMAT.md spells out. */
  private static final String EXAMPLE =
      "53 50 56 44 01 4b 00 00 00"
          + " 01 1b 04 74 69 6e 79 01 08 02"
          + " 01 02 66 63 01 02 08 01 07 02 06"
          + " 08 04 72 65 6c 75 01"
          + " 02 8f d7 89 24"
          + " 02 0d 00 01 59 00 00 c0 3f 00 02 00 00 80 bf b5 65 29 a9"
          + " 03 08 01 04 73 65 65 64 01 31 46 a5 b8 d7";

  @TempDir Path folder;

  private static Model example() {
    float[] weight = {0, 0, 0, 0, 0, 1.5f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    return new Model.Chain("tiny", Shape.of(8))
        .add("fc", new Op.Dense(new DenseTensor(Shape.of(2, 8), weight), new float[] {0, -1}))
        .add("relu", new Op.Relu())
        .build()
        .withMetadata(Map.of("seed", "1"));
  }

  @Test
  void writesTheExampleOfTheSpecification() throws IOException {
    assertThat(HexFormat.ofDelimiter(" ").formatHex(SpvdFile.encode(example()))).isEqualTo(EXAMPLE);
    assertThat(Files.readString(Path.of("FORMAT.md")).replaceAll("\\s+", " ")).contains(EXAMPLE);
    byte[] file = HexFormat.ofDelimiter(" ").parseHex(EXAMPLE);
    assertThat(Description.of(SpvdFile.decode(file))).isEqualTo(Description.of(example()));
  }

  @Test
  void readsWhatItWrote() throws FormatException {
    for (int seed = 0; seed < 200; seed++) {
      Model model = AllOperators.model(new Random(seed));
      Model decoded = SpvdFile.decode(SpvdFile.encode(model));
      assertThat(Description.of(decoded)).as("seed %d", seed).isEqualTo(Description.of(model));
    }
  }

  @Test
  void sparseWeightsComeBackSparse() throws FormatException {
    Model decoded = SpvdFile.decode(SpvdFile.encode(example()));
    Op.Dense dense = (Op.Dense) decoded.nodes().get(0).op();
    assertThat(dense.weight()).isInstanceOf(SparseTensor.class);
  }

  @Test
  void modelsWithoutNodesOrMetadataAreFine() throws FormatException {
    Model nothing = new Model("", Shape.of(2, 3), List.of(), Model.INPUT, Map.of());
    Model decoded = SpvdFile.decode(SpvdFile.encode(nothing));
    assertThat(Description.of(decoded)).isEqualTo(Description.of(nothing));
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] file = SpvdFile.encode(example());
    for (int length = 0; length < file.length; length++) {
      assertRefused(Arrays.copyOf(file, length), length);
    }
  }

  @Test
  void everyFlippedBitIsRefused() {
    byte[] file = SpvdFile.encode(example());
    for (int bit = 0; bit < 8 * file.length; bit++) {
      assertRefused(flipped(file, bit), bit);
    }
  }

  @Test
  void damageToLargerFilesIsRefused() {
    Random random = new Random(2);
    byte[] file = SpvdFile.encode(AllOperators.model(random));
    for (int i = 0; i < 1000; i++) {
      assertRefused(flipped(file, random.nextInt(8 * file.length)), i);
      assertRefused(Arrays.copyOf(file, random.nextInt(file.length)), i);
    }
  }

  private static byte[] flipped(byte[] file, int bit) {
    byte[] flipped = file.clone();
    flipped[bit / 8] ^= (byte) (1 << bit % 8);
    return flipped;
  }

  private static void assertRefused(byte[] file, int place) {
    assertThatThrownBy(() -> SpvdFile.decode(file))
        .as("at %d", place)
        .isInstanceOf(FormatException.class);
  }

  /** LeNet-300-100 at 68x: 15.7 kB of values, 250 units alive. */
  @Test
  void positionsAndStructureOfASparseNetTakeLittle() {
    Random random = new Random(5);
    Model model =
        new Model.Chain("lenet-300-100", Shape.of(1, 28, 28))
            .add("flatten", new Op.Flatten())
            .add("fc1", sparse(random, 170, 784, 2600))
            .add("relu1", new Op.Relu())
            .add("fc2", sparse(random, 80, 170, 840))
            .add("relu2", new Op.Relu())
            .add("fc3", sparse(random, 10, 80, 380))
            .build();
    int values = 4 * (2600 + 840 + 380 + 260);
    assertThat(SpvdFile.encode(model).length - values).isBetween(2000, 3820);
  }

  /** Non-zeros in the middle 400 columns. */
  private static Op sparse(Random random, int outputs, int inputs, int nonZeros) {
    float[] weight = new float[outputs * inputs];
    for (int left = nonZeros; left > 0; ) {
      int column =
          Math.min(inputs, 400) * random.nextInt(1000) / 1000 + Math.max(0, inputs / 2 - 200);
      int i = random.nextInt(outputs) * inputs + Math.min(column, inputs - 1);
      if (weight[i] == 0) {
        weight[i] = 1 + random.nextFloat();
        left--;
      }
    }
    float[] bias = new float[outputs];
    Arrays.fill(bias, 0.1f);
    return new Op.Dense(new DenseTensor(Shape.of(outputs, inputs), weight), bias);
  }

  @Test
  void replacesFilesAndLeavesNothingElse() throws IOException {
    Path path = folder.resolve("model.spvd");
    Files.writeString(path, "something else");
    SpvdFile.write(example(), path);
    assertThat(Description.of(SpvdFile.read(path))).isEqualTo(Description.of(example()));
    assertThat(Files.size(path)).isEqualTo(SpvdFile.encode(example()).length);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(path);
    }
  }

  @Test
  void failedWritesLeaveWhatWasThere() throws IOException {
    assertThatThrownBy(() -> SpvdFile.write(example(), folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is a directory");
    assertThatThrownBy(() -> SpvdFile.write(example(), folder.resolve("none/model.spvd")))
        .isInstanceOf(NoSuchFileException.class);
    Path path = folder.resolve("model.spvd");
    Files.writeString(path, "precious");
    Model tooLong = new Model("x".repeat(2000), Shape.of(1), List.of(), Model.INPUT, Map.of());
    assertThatThrownBy(() -> SpvdFile.write(tooLong, path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("length of model name must be 0 to 1024, found 2000");
    assertThat(path).hasContent("precious");
  }

  @Test
  void namesWhatIsTooLong() {
    Node node = new Node("n".repeat(1025), new Op.Relu(), List.of(Model.INPUT));
    Model named = new Model("m", Shape.of(1), List.of(node), node.name(), Map.of());
    assertThatThrownBy(() -> SpvdFile.encode(named))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the name of node '" + "n".repeat(60) + "...' has 1025 bytes, a file holds 1 to 1024");
    Map<String, String> entries = new TreeMap<>();
    for (int i = 0; i < 1025; i++) {
      entries.put("key" + i, "");
    }
    assertTooLong(entries, "the model has 1025 metadata entries, a file holds 1024");
    assertTooLong(Map.of("", "x"), "the metadata key '' has 0 bytes");
    assertTooLong(Map.of("k".repeat(1025), "x"), "'kkk", "has 1025 bytes");
    assertTooLong(
        Map.of("long", "v".repeat(65_537)), "the metadata value of 'long' has 65537 bytes");
  }

  private static void assertTooLong(Map<String, String> metadata, String... parts) {
    Model model = new Model("m", Shape.of(1), List.of(), Model.INPUT, metadata);
    assertThatThrownBy(() -> SpvdFile.encodeCompact(model))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void refusesOtherFilesByName() throws IOException {
    assertThatThrownBy(() -> SpvdFile.read(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> SpvdFile.read(folder)).isInstanceOf(IOException.class);
    Path path = folder.resolve("text");
    Files.writeString(path, "not a model at all");
    assertThatThrownBy(() -> SpvdFile.read(path))
        .isInstanceOf(FormatException.class)
        .hasMessage(".spvd header, byte 0: no SPVD file, it does not start with 'SPVD'");
    byte[] file = SpvdFile.encode(example());
    Files.write(path, Arrays.copyOf(file, file.length + 1));
    assertThatThrownBy(() -> SpvdFile.read(path))
        .hasMessageContaining("byte " + file.length + ": the file goes on");
    Files.write(path, Arrays.copyOf(file, file.length - 1));
    assertThatThrownBy(() -> SpvdFile.read(path))
        .isInstanceOfSatisfying(
            FormatException.class,
            e -> {
              assertThat(e.section()).isEqualTo("header");
              assertThat(e.offset()).isEqualTo(5);
            });
  }
}
