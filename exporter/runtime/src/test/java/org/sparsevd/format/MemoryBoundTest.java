package org.sparsevd.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.sparse.Storage;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;

/** The files that take the most memory for their length stay within what {@code FORMAT.md} says. */
class MemoryBoundTest {
  private static final int MIB = 1 << 20;

  private static Model dense(int outputs, int inputs, SparseTensor weight) {
    Op layer = new Op.Dense(weight, new float[outputs]);
    Node node = new Node("a", layer, List.of(Model.INPUT));
    return new Model("", Shape.of(inputs), List.of(node), "a", Map.of());
  }

  /** Eight empty rows in each byte. */
  @Test
  void emptyRowsOfVersion1() {
    int lines = 8 * MIB;
    for (Storage storage : List.of(Storage.CSR, Storage.BITMASK)) {
      Shape tall = Shape.of(lines, 1);
      SparseTensor rows = new SparseTensor(tall, new int[lines + 1], new int[0], new float[0]);
      byte[] file = SpvdFile.encode(dense(lines, 1, rows), storage);
      Decoding decoding = Decoding.of(file);
      assertThat(decoding.refused()).isFalse();
      assertThat(decoding.allocated()).isLessThan(128L * file.length);
    }
  }

  /** As many columns and positions as a short stream may have, all live: that costs few bytes. */
  @Test
  void liveColumnsOfVersion2() {
    int columns = MIB - 16;
    float[] ones = new float[4 * columns];
    Arrays.fill(ones, 1);
    SparseTensor weight = SparseTensor.of(new DenseTensor(Shape.of(4, columns), ones));
    keepsBound(SpvdFile.encodeCompact(dense(4, columns, weight)));
  }

  @Test
  void emptyRowsOfVersion2() {
    int rows = MIB / 2 - 16;
    Shape shape = Shape.of(rows, 8);
    SparseTensor weight = new SparseTensor(shape, new int[rows + 1], new int[0], new float[0]);
    keepsBound(SpvdFile.encodeCompact(dense(rows, 8, weight)));
  }

  /** Weights that are all 17 steps: as symbols they would take more work than they may. */
  @Test
  void equalWeightsOfManyDecisions() throws FormatException {
    int side = 1152; // 19 decisions each: 25 millions, of which 19 are allowed
    float[] values = new float[side * side];
    Arrays.fill(values, 17);
    Shape shape = Shape.of(side, side);
    SparseTensor weight = SparseTensor.of(new DenseTensor(shape, values));
    Model read = SpvdFile.decode(SpvdFile.encodeCompact(dense(side, side, weight)));
    Op.Dense layer = (Op.Dense) read.nodes().get(0).op();
    assertThat(Arrays.equals(layer.weight().toArray(), values)).isTrue();
  }

  /** The most work that a stream of few bytes may cause, and a little more. */
  @Test
  void decisionsOfVersion2() {
    Decoding most = Decoding.of(ConformanceFiles.threes(1830));
    assertThat(most.refused()).isFalse();
    assertThat(most.decisions()).isBetween(16_700_000L, 16_900_000L);
    Decoding more = Decoding.of(ConformanceFiles.threes(1850));
    assertThat(more.refused()).isTrue();
    assertThat(more).matches(Decoding::keepsBound, "keeps the bounds of FORMAT.md");
  }

  private static void keepsBound(byte[] file) {
    Decoding decoding = Decoding.of(file);
    assertThat(decoding.length()).isLessThan(1500);
    assertThat(decoding.refused()).isFalse();
    assertThat(decoding).matches(Decoding::keepsBound, "keeps the bounds of FORMAT.md");
  }
}
