package org.sparsevd.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.codec.QuantizedTensor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Step;
import org.sparsevd.tensor.Tensor;

class CompactFileTest {
  private static final String EXAMPLE =
      "53 50 56 44 02 16 00 08 02 01 02 08 29 b5 ae 66 39 ea e9 c1 11 fd";

  @TempDir Path folder;

  private static Model example() {
    float[] weight = {0, 0, 0, 0, 0, 1.5f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    return Anonymous.of(
        new Model.Chain("tiny", Shape.of(8))
            .add("fc", new Op.Dense(new DenseTensor(Shape.of(2, 8), weight), new float[] {0, -1}))
            .add("relu", new Op.Relu())
            .build());
  }

  @Test
  void writesTheExampleOfTheSpecification() throws IOException {
    String hex = HexFormat.ofDelimiter(" ").formatHex(SpvdFile.encodeCompact(example()));
    assertThat(hex).isEqualTo(EXAMPLE);
    assertThat(Files.readString(Path.of("FORMAT.md")).replaceAll("\\s+", " ")).contains(EXAMPLE);
  }

  /** Of coded tensors; of others a file knows nothing. */
  @Test
  void stepsAreKnownBehindAFile() throws IOException {
    Model net = QuantizedModels.convolutional(new Random(4));
    Model decoded = SpvdFile.decode(SpvdFile.encodeCompact(net));
    for (Model model : List.of(decoded, Anonymous.of(decoded.withMetadata(Map.of("a", "b"))))) {
      for (Node node : model.nodes()) {
        List<Tensor> tensors = node.op().tensors();
        assertThat(node.steps()).as(node.name()).hasSize(tensors.size());
        for (int i = 0; i < tensors.size(); i++) {
          Step searched = QuantizedTensor.exact(tensors.get(i)).orElseThrow().step();
          assertThat(node.step(i)).as(node.name()).contains(searched);
        }
      }
    }
    Model stored = SpvdFile.decode(SpvdFile.encode(net));
    assertThat(stored.nodes()).allMatch(node -> node.steps().isEmpty());
  }

  @Test
  void readsWhatItWrote() throws IOException {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      boolean additions = random.nextInt(3) == 0;
      Model drawn = additions ? AllOperators.additions(random) : AllOperators.model(random);
      Model model = QuantizedModels.partly(drawn, random);
      Model named = random.nextBoolean() ? model : Anonymous.of(model);
      byte[] file = SpvdFile.encodeCompact(named);
      Model decoded = SpvdFile.decode(file);
      assertThat(Description.of(decoded)).as("seed %d", seed).isEqualTo(Description.of(named));
      assertThat(SpvdFile.encodeCompact(decoded)).as("seed %d", seed).isEqualTo(file);
      Model streamed = SpvdFile.read(new ByteArrayInputStream(file));
      assertThat(Description.of(streamed)).isEqualTo(Description.of(named));
    }
  }

  @Test
  void namesAndMetadataAreOptional() throws FormatException {
    Model model = AllOperators.model(new Random(5)).withMetadata(Map.of("seed", "5"));
    Model anonymous = Anonymous.of(model);
    assertThat(anonymous.metadata()).isEmpty();
    assertThat(anonymous.nodes().get(1).name()).isEqualTo("conv2d-2");
    int saved = SpvdFile.encodeCompact(model).length - SpvdFile.encodeCompact(anonymous).length;
    assertThat(saved).isGreaterThan(80);
    assertThat(SpvdFile.decode(SpvdFile.encodeCompact(anonymous)).nodes())
        .extracting("name")
        .isEqualTo(anonymous.nodes().stream().map(node -> node.name()).toList());
  }

  @Test
  void modelsWithoutNodesAreFine() throws FormatException {
    Model nothing = new Model("", Shape.of(2, 3), List.of(), Model.INPUT, Map.of());
    byte[] file = SpvdFile.encodeCompact(nothing);
    assertThat(file).hasSize(14);
    assertThat(Description.of(SpvdFile.decode(file))).isEqualTo(Description.of(nothing));
  }

  @Test
  void everyTruncationAndEveryFlippedBitIsRefused() {
    byte[] file = SpvdFile.encodeCompact(example());
    for (int length = 0; length < file.length; length++) {
      assertRefused(Arrays.copyOf(file, length), length);
    }
    for (int bit = 0; bit < 8 * file.length; bit++) {
      byte[] flipped = file.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(flipped, bit);
    }
  }

  @Test
  void everyFlippedBitOfALargerFileIsRefused() {
    Random random = new Random(2);
    byte[] file =
        SpvdFile.encodeCompact(QuantizedModels.partly(AllOperators.model(random), random));
    for (int bit = 0; bit < 8 * file.length; bit += 41) {
      byte[] flipped = file.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(flipped, bit);
    }
  }

  private static void assertRefused(byte[] file, int place) {
    assertThatThrownBy(() -> SpvdFile.decode(file))
        .as("at %d", place)
        .isInstanceOf(FormatException.class);
    assertThatThrownBy(() -> SpvdFile.read(new ByteArrayInputStream(file)))
        .as("at %d", place)
        .isInstanceOf(FormatException.class);
  }

  /** Damage behind a valid checksum: a refusal or some model, but no other exception. */
  @Test
  void damagedBodiesNeverSurprise() {
    Random random = new Random(12);
    int refused = 0;
    byte[] file = {};
    for (int round = 0; round < 4000; round++) {
      if (round % 100 == 0) {
        Model model = QuantizedModels.partly(AllOperators.model(random), random);
        file = SpvdFile.encodeCompact(random.nextBoolean() ? model : Anonymous.of(model));
      }
      byte[] body = Arrays.copyOfRange(file, 7, file.length - 4);
      for (int i = random.nextInt(3); i >= 0; i--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt();
      }
      int length = random.nextInt(10) == 0 ? random.nextInt(body.length) : body.length;
      try {
        assertThat(SpvdFile.decode(ConformanceFiles.framed(Arrays.copyOf(body, length))).nodes())
            .isNotEmpty();
      } catch (FormatException e) {
        assertThat(e.offset()).isNotNegative();
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1000);
  }

  /** A body of varints, and of bytes where negative. */
  private static void refuse(String message, int... body) {
    ByteOutput out = new ByteOutput();
    for (int value : body) {
      if (value < 0) {
        out.u8(-value);
      } else {
        out.varint(value);
      }
    }
    assertThatThrownBy(() -> SpvdFile.decode(ConformanceFiles.framed(out.toBytes())))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(message);
  }

  @Test
  void violationsAreNamed() {
    refuse("unused flags must be zero", 64, 1, 0);
    refuse("operator 13 is unknown", 0, 4, 1, 13);
    refuse("flags 128 mean nothing for operator 8", 0, 4, 1, -0x88, 1);
    refuse("operator 9 must state its inputs", 0, 4, 1, 9);
    refuse("storage kind 4 is unknown", 0, 4, 1, -0x87, 1, 4, 4, 0);
    refuse("coded stream: the end is not the shortest", 0, 4, 1, 8, 1);
    refuse("coded stream: 1 bytes are left over", 0, 4, 1, 8, 1, 1, 1, 1, 1);
    refuse("node 'conv2d-1': 4 channels do not split into 3 groups", 16, 4, 4, 4, 1, 0x42, 1, 3, 1);
    refuse("more than 2^31-1 elements", 8, 65536, 65536, 0);
    refuse("expansion limit", 8, 32768, 32768, 0);
    refuse("tensor 1 of dense-1 exceeds the expansion limit", 0, 32768, 1, 1, 32768);
    refuse("more than a stream of this length may have", 0, 4_000_000, 1, 1, 1);
    refuse("output must be 0 to 0, found 1", 4, 4, 0, 1);
  }

  @Test
  void writesFiles() throws IOException {
    Path path = folder.resolve("model.spvd");
    SpvdFile.writeCompact(example(), path);
    assertThat(Files.size(path)).isEqualTo(SpvdFile.encodeCompact(example()).length);
    assertThat(Description.of(SpvdFile.read(path))).isEqualTo(Description.of(example()));
    assertThatThrownBy(() -> SpvdFile.writeCompact(example(), folder))
        .hasMessageContaining("is a directory");
  }
}
