package org.sparsevd.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.compress.TrainedModel;
import org.sparsevd.file.AtomicFile;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.checkpoint.proto.CheckpointFile;

class CheckpointTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("model.ckpt");
  }

  private static Checkpoint sample(boolean sparse) {
    return Checkpoints.of(Checkpoints.layers(new Random(1), sparse));
  }

  private void assertRefused(byte[] content, String... messageParts) throws IOException {
    Files.write(file, content);
    assertThatThrownBy(() -> Checkpoint.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(file + ": ")
        .satisfies(e -> assertThat(List.of(messageParts)).allMatch(e.getMessage()::contains))
        .message()
        .doesNotContain("\n");
  }

  @Test
  void comesBackAsItWas() throws IOException {
    for (boolean sparse : new boolean[] {false, true}) {
      Checkpoint written = sample(sparse);
      written.write(file);
      Checkpoint read = Checkpoint.read(file);
      assertThat(read.recipe()).isEqualTo(written.recipe());
      assertThat(read.dataset()).isEqualTo(written.dataset());
      assertThat(read.preprocessing())
          .usingRecursiveComparison()
          .isEqualTo(written.preprocessing());
      assertThat(read.seed()).isEqualTo(-5);
      assertThat(read.backend()).isEqualTo("host");
      assertThat(read.epoch()).isEqualTo(3);
      assertThat(read.step()).isEqualTo(17);
      assertThat(read.adamSteps()).isEqualTo(1234567890123L);
      assertThat(read.lossSum()).isEqualTo(Math.PI);
      assertThat(read.history()).isEqualTo(written.history());
      assertThat(read.layers()).hasSameSizeAs(written.layers());
      for (int i = 0; i < written.layers().size(); i++) {
        assertSame(read.layers().get(i), written.layers().get(i));
      }
    }
  }

  private static void assertSame(LayerState read, LayerState written) {
    assertThat(read.name()).isEqualTo(written.name());
    assertThat(read.shape()).isEqualTo(written.shape());
    assertThat(read.removed()).isEqualTo(written.removed());
    assertThat(read.masked()).isEqualTo(written.masked());
    assertThat(bits(read.weight())).isEqualTo(bits(written.weight()));
    assertThat(bits(read.logSigma2())).isEqualTo(bits(written.logSigma2()));
    assertThat(bits(read.bias())).isEqualTo(bits(written.bias()));
    assertSame(read.weightMoments(), written.weightMoments());
    assertSame(read.logSigma2Moments(), written.logSigma2Moments());
    assertSame(read.biasMoments(), written.biasMoments());
  }

  private static void assertSame(AdamMoments read, AdamMoments written) {
    assertThat(bits(read.first())).isEqualTo(bits(written.first()));
    assertThat(bits(read.second())).isEqualTo(bits(written.second()));
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  @Test
  void sameStateSameBytes() throws IOException {
    sample(true).write(file);
    byte[] first = Files.readAllBytes(file);
    Checkpoint.read(file).write(file);
    assertThat(Files.readAllBytes(file)).isEqualTo(first);
    assertThat(Arrays.copyOf(first, 9)).isEqualTo("\tSPVDCKPT".getBytes(StandardCharsets.US_ASCII));
    // As the classes that are made of checkpoint.proto write it.
    assertThat(CheckpointFile.parseFrom(first).toByteArray()).isEqualTo(first);
  }

  @Test
  void everyChangedByteIsNoticed() throws IOException {
    sample(true).write(file);
    byte[] content = Files.readAllBytes(file);
    for (int i = 0; i < content.length; i++) {
      for (int change : new int[] {1 << i % 8, 0x80, 0xff}) {
        byte[] changed = content.clone();
        changed[i] ^= (byte) change;
        assertRefused(changed);
      }
    }
  }

  @Test
  void everyTruncationAndExtensionIsNoticed() throws IOException {
    sample(true).write(file);
    byte[] content = Files.readAllBytes(file);
    for (int length = 0; length < content.length; length++) {
      assertRefused(Arrays.copyOf(content, length));
    }
    for (int added = 0; added < 256; added++) {
      byte[] longer = Arrays.copyOf(content, content.length + 1);
      longer[content.length] = (byte) added;
      assertRefused(longer);
    }
    // A well-formed field that no version knows.
    byte[] longer = Arrays.copyOf(content, content.length + 2);
    longer[content.length] = 0x78;
    assertRefused(longer);
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    sample(false).write(file);
    byte[] content = Files.readAllBytes(file);
    assertRefused(new byte[0], "not a checkpoint file");
    assertRefused("SPVD something else".getBytes(StandardCharsets.US_ASCII), "not a checkpoint");
    assertRefused(Arrays.copyOf(content, 30), "damaged or truncated");
    byte[] newer = content.clone();
    newer[10] = 2; // after the magic: tag and value of the version
    assertRefused(newer, "version 2, expected 1");
    byte[] flipped = content.clone();
    flipped[40] ^= 1;
    assertRefused(flipped, "checksum");
    Path missing = folder.resolve("missing.ckpt");
    assertThatThrownBy(() -> Checkpoint.read(missing))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("found none");
    assertThatThrownBy(() -> Checkpoint.read(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("found a directory");
  }

  @Test
  void aFailedWriteLeavesTheOldFileAndNothingElse() throws IOException {
    Checkpoint checkpoint = sample(true);
    Path nowhere = folder.resolve("missing").resolve("model.ckpt");
    assertThatThrownBy(() -> checkpoint.write(nowhere))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(nowhere + ": ");
    // A folder with content can neither be replaced nor lose it.
    Path occupied = Files.createDirectory(folder.resolve("occupied"));
    Path inside = Files.createFile(occupied.resolve("inside"));
    assertThatThrownBy(() -> checkpoint.write(occupied)).isInstanceOf(CheckpointException.class);
    assertThat(inside).exists();
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(occupied);
    }
  }

  @Test
  void aFullDiskLeavesTheOldFileAndIsNotKeptFull() throws IOException {
    sample(true).write(file);
    byte[] before = Files.readAllBytes(file);
    for (int written : new int[] {0, 1, before.length / 2, before.length}) {
      AtomicFile.Disk full =
          (content, newFile) -> {
            Files.write(newFile, Arrays.copyOf(content, written));
            throw new IOException("No space left on device");
          };
      CheckpointStore.Writer writer = (target, content) -> AtomicFile.write(target, content, full);
      assertThatThrownBy(() -> CheckpointStore.write(sample(false), file, writer))
          .isInstanceOf(CheckpointException.class)
          .hasMessageStartingWith(file + ": checkpoint cannot be written: ")
          .hasMessageContaining("No space left on device");
      assertThat(file).hasBinaryContent(before);
      try (var files = Files.list(folder)) {
        assertThat(files).containsExactly(file);
      }
    }
    sample(false).write(file);
    assertThat(Files.readAllBytes(file)).isNotEqualTo(before);
  }

  @Test
  void leftoversOfAKilledWriteDoNotMatter() throws IOException {
    Files.writeString(
        folder.resolve("." + file.getFileName() + ".1099511627776-1.tmp"), "half a checkpoint");
    Files.writeString(file, "the one before");
    sample(true).write(file);
    assertThat(Checkpoint.read(file).step()).isEqualTo(17);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void refusesPartsThatDoNotFit() {
    List<LayerState> layers = sample(true).layers();
    assertThatThrownBy(() -> Checkpoints.of(layers.subList(0, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected weights of layer 'fc', found none");
    assertThatThrownBy(() -> Checkpoints.of(List.of(layers.get(1), layers.get(0))))
        .hasMessage("expected weights of layer 'conv', found 'fc'");
    assertThatThrownBy(() -> Checkpoints.of(List.of(layers.get(0), layers.get(1), layers.get(1))))
        .hasMessageContaining("no layer for 'fc'");
    LayerState wide = layer("fc", new int[] {3, 4}, 12, 3);
    assertThatThrownBy(() -> Checkpoints.of(List.of(layers.get(0), wide)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer 'fc' has weights [3, 2], found [3, 4]");
    LayerState tall = layer("fc", new int[] {4, 2}, 8, 4);
    assertThatThrownBy(() -> Checkpoints.of(List.of(layers.get(0), tall)))
        .hasMessage("layer 'fc' has weights [3, 2], found [4, 2]");
  }

  private static LayerState layer(String name, int[] shape, int weights, int biases) {
    return LayerState.untrained(name, shape, new float[weights], new float[0], new float[biases]);
  }

  @Test
  void layersCheckTheirArrays() {
    int[] shape = {3, 2};
    assertThatThrownBy(() -> layer("fc", shape, 5, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer 'fc': weight must have 6 values, found 5");
    assertThatThrownBy(() -> layer("fc", shape, 6, 2))
        .hasMessage("layer 'fc': bias must have 3 values, found 2");
    assertThatThrownBy(() -> layer("fc", new int[0], 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> layer("fc", new int[] {65536, 65536}, 0, 65536))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AdamMoments(new float[2], new float[1]))
        .isInstanceOf(IllegalArgumentException.class);
    LayerState fits = layer("fc", shape, 6, 3);
    AdamMoments five = new AdamMoments(new float[5], new float[5]);
    assertThatThrownBy(
            () ->
                new LayerState(
                    "fc",
                    shape,
                    fits.weight(),
                    fits.logSigma2(),
                    fits.bias(),
                    five,
                    AdamMoments.none(),
                    AdamMoments.none(),
                    new BitSet(),
                    new BitSet(),
                    null))
        .hasMessageContaining("moments of weight must have 0 or 6 values, found 5");
    BitSet seventh = new BitSet();
    seventh.set(6);
    assertThatThrownBy(
            () ->
                new LayerState(
                    "fc",
                    shape,
                    fits.weight(),
                    fits.logSigma2(),
                    fits.bias(),
                    AdamMoments.none(),
                    AdamMoments.none(),
                    AdamMoments.none(),
                    seventh,
                    new BitSet(),
                    null))
        .hasMessageContaining("removed weight 6 is not below 6");
  }

  @Test
  void trainedModelHasThePreprocessingFirstAndNoRemovedWeights() {
    Checkpoint checkpoint = sample(true);
    TrainedModel trained = checkpoint.trainedModel();
    assertThat(trained.model().nodes().get(0).op()).isInstanceOf(Op.Affine.class);
    assertThat(trained.model().outputShape()).isEqualTo(Shape.of(3));
    assertThat(trained.logSigma2()).containsOnlyKeys("conv", "fc");
    LayerState fc = checkpoint.layers().get(1);
    Op.Dense dense = (Op.Dense) trained.model().nodes().get(5).op();
    float[] expected = fc.weight().clone();
    for (int i = 0; i < expected.length; i++) {
      expected[i] = fc.removed().get(i) || fc.masked().get(i) ? 0 : expected[i];
    }
    assertThat(bits(dense.weight().toArray())).isEqualTo(bits(expected));
    assertThat(fc.removed().cardinality()).isPositive();
    assertThat(fc.masked().cardinality()).isPositive();
    assertThat(sample(false).trainedModel().logSigma2()).isEmpty();
  }
}
