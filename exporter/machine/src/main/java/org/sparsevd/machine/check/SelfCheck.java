package org.sparsevd.machine.check;

import java.util.Arrays;
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
  private static final int FILTERS = 7;
  private static final int COLUMNS = 5;

  /** Of a group: few sums, of which two filters go by in step, and many. */
  private static final int FEW = 4;

  private static final int MANY = 8;

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
    if (!check.single(FEW) || !check.single(MANY)) {
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

  private CellGroups groups(int cells) {
    int[] reads = {0, cells * lanes};
    int[] writes = {output(cells), output(cells) + cells * lanes};
    return new CellGroups(1, cells, 1, reads, writes);
  }

  /** Behind what is read. */
  private int output(int cells) {
    return (2 * cells + COLUMNS) * lanes;
  }

  private int stride(int cells) {
    return 2 * cells * lanes;
  }

  private float[] floats(int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) random.nextGaussian();
    }
    return floats;
  }

  /** By filters of different lengths, one of them empty. */
  private boolean single(int cells) {
    float[] weights = floats(FILTERS * COLUMNS);
    float[] bias = floats(FILTERS);
    int[] starts = new int[FILTERS + 1];
    int[] offsets = new int[weights.length];
    float[] entries = new float[weights.length];
    int count = 0;
    for (int f = 0; f < FILTERS; f++) {
      for (int k = 0; k < COLUMNS; k++) {
        int at = f * COLUMNS + k;
        if (k < f) {
          entries[count] = weights[at];
          offsets[count++] = k * lanes;
        } else {
          weights[at] = 0;
        }
      }
      starts[f + 1] = count;
    }
    SparseFilters filters =
        new SparseFilters(
            starts, Arrays.copyOf(offsets, count), Arrays.copyOf(entries, count), bias, 1, 1);
    CellGroups groups = groups(cells);
    Optional<TileFunction> function =
        code.sparse(filters, groups, stride(cells), ending(), 0, SPLIT);
    return agrees(weights, bias, cells, function);
  }

  private boolean paired() {
    float[] weights = floats(FILTERS * COLUMNS);
    float[] bias = floats(FILTERS);
    DenseTensor weight = new DenseTensor(Shape.of(FILTERS, COLUMNS), weights.clone());
    PairedFilters filters = PairedFilters.of(weight, bias, offsets(), COLUMNS);
    CellGroups groups = groups(FEW);
    Optional<TileFunction> function = code.paired(filters, groups, stride(FEW), ending(), 0, SPLIT);
    return agrees(weights, bias, FEW, function);
  }

  private static Ending ending() {
    return new Ending(-1, 2, Ending.NONE);
  }

  /** Whether code, where there is some, has the bits of plain loops. */
  private boolean agrees(
      float[] weights, float[] bias, int cells, Optional<TileFunction> function) {
    if (function.isEmpty()) {
      return true;
    }
    float[] memory = floats(output(cells) + FILTERS * stride(cells));
    float[] expected = memory.clone();
    for (int f = 0; f < FILTERS; f++) {
      for (int i = 0; i < stride(cells); i++) {
        float sum = bias[f];
        for (int k = 0; k < COLUMNS; k++) {
          sum = Math.fma(weights[f * COLUMNS + k], memory[i + k * lanes], sum);
        }
        expected[output(cells) + f * stride(cells) + i] = Math.min(Math.max(sum, -1), 2);
      }
    }
    function.get().run(memory, 0);
    return ByteCheck.same(memory, expected);
  }
}
