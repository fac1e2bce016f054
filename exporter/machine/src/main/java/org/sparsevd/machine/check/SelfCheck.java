package org.sparsevd.machine.check;

import java.util.Optional;
import java.util.Random;
import org.sparsevd.runtime.layout.SparseFilters;
import org.sparsevd.runtime.machine.TileCode;
import org.sparsevd.runtime.machine.TileFunction;
import org.sparsevd.runtime.tile.CellGroups;
import org.sparsevd.runtime.tile.CellSplit;
import org.sparsevd.runtime.tile.Ending;
import org.sparsevd.runtime.tile.PairedFilters;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/**
 * Small layers of each kind, computed by code and by plain loops. A processor that answers
 * otherwise than its manual says, or an emulator of one, is found out here and not by wrong scores.
 */
public final class SelfCheck {
  private static final CellSplit SPLIT = new CellSplit(new int[] {1}, 0, 0);
  private static final int FILTERS = 6;
  private static final int COLUMNS = 5;
  private static final int CELLS = 4;

  private final TileCode code;
  private final int lanes;
  private final Random random = new Random(1);

  private SelfCheck(TileCode code, int lanes) {
    this.code = code;
    this.lanes = lanes;
  }

  /**
   * The first kind of layer over floats that differs from plain Java; nothing where none does.
   *
   * @param lanes of a cell
   */
  public static Optional<String> difference(TileCode code, int lanes) {
    SelfCheck check = new SelfCheck(code, lanes);
    if (!check.single()) {
      return Optional.of("sparse layers");
    } else if (!check.paired()) {
      return Optional.of("layers by pairs of filters");
    }
    return Optional.empty();
  }

  /** The same for layers over bytes and levels, which few nets have. */
  public static Optional<String> byteDifference(TileCode code, int lanes) {
    return new ByteCheck(code, lanes).difference();
  }

  private int[] offsets() {
    int[] offsets = new int[COLUMNS];
    for (int k = 0; k < COLUMNS; k++) {
      offsets[k] = k * lanes;
    }
    return offsets;
  }

  private CellGroups groups() {
    int[] reads = {0, CELLS * lanes};
    int[] writes = {output(), output() + CELLS * lanes};
    return new CellGroups(1, CELLS, 1, reads, writes);
  }

  /** Behind what is read. */
  private int output() {
    return (2 * CELLS + COLUMNS) * lanes;
  }

  private int stride() {
    return 2 * CELLS * lanes;
  }

  private float[] floats(int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) random.nextGaussian();
    }
    return floats;
  }

  private boolean single() {
    float[] weights = floats(FILTERS * COLUMNS);
    float[] bias = floats(FILTERS);
    int[] starts = new int[FILTERS + 1];
    int[] offsets = new int[FILTERS * COLUMNS];
    for (int k = 0; k < offsets.length; k++) {
      offsets[k] = offsets()[k % COLUMNS];
      starts[k / COLUMNS + 1] = k + 1;
    }
    SparseFilters filters = new SparseFilters(starts, offsets, weights, bias, 1, 1);
    return agrees(weights, bias, code.sparse(filters, groups(), stride(), ending(), 0, SPLIT));
  }

  private boolean paired() {
    float[] weights = floats(FILTERS * COLUMNS);
    float[] bias = floats(FILTERS);
    DenseTensor weight = new DenseTensor(Shape.of(FILTERS, COLUMNS), weights.clone());
    PairedFilters filters = PairedFilters.of(weight, bias, offsets(), COLUMNS);
    return agrees(weights, bias, code.paired(filters, groups(), stride(), ending(), 0, SPLIT));
  }

  private static Ending ending() {
    return new Ending(-1, 2, Ending.NONE);
  }

  /** Whether code, where there is some, has the bits of plain loops. */
  private boolean agrees(float[] weights, float[] bias, Optional<TileFunction> function) {
    if (function.isEmpty()) {
      return true;
    }
    float[] memory = floats(output() + FILTERS * stride());
    float[] expected = memory.clone();
    for (int f = 0; f < FILTERS; f++) {
      for (int i = 0; i < 2 * CELLS * lanes; i++) {
        float sum = bias[f];
        for (int k = 0; k < COLUMNS; k++) {
          sum = Math.fma(weights[f * COLUMNS + k], memory[i + k * lanes], sum);
        }
        expected[output() + f * stride() + i] = Math.min(Math.max(sum, -1), 2);
      }
    }
    function.get().run(memory, 0);
    return ByteCheck.same(memory, expected);
  }
}
