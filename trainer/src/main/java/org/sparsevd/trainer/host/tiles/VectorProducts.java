package org.sparsevd.trainer.host.tiles;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.sparsevd.vector.FloatLanes;

/** Matrix products on the Vector API: the choice of tiles. */
public final class VectorProducts {
  private static final VectorSpecies<Float> LANES = FloatLanes.SPECIES;
  private static final int WIDTH = LANES.length();

  /** Machines with 256-bit vectors have 16 registers, others 32. */
  public static final boolean FEW_REGISTERS = WIDTH == 8;

  private VectorProducts() {}

  public static int panelRows() {
    return FEW_REGISTERS ? 4 : 6;
  }

  public static int[] tileColumns() {
    return FEW_REGISTERS ? new int[] {2 * WIDTH, WIDTH} : new int[] {4 * WIDTH, 2 * WIDTH, WIDTH};
  }

  /** See {@code TrainingKernels.tile}. */
  public static void tile(float[] panel, int at, float[] b, int bAt, int depth, TileTarget to) {
    int vectors = to.columns() / WIDTH;
    if (FEW_REGISTERS) {
      if (vectors == 2) {
        Tile4x2.run(panel, at, b, bAt, depth, to);
      } else {
        Tile4x1.run(panel, at, b, bAt, depth, to);
      }
    } else if (vectors == 4) {
      Tile6x4.run(panel, at, b, bAt, depth, to);
    } else if (vectors == 2) {
      Tile6x2.run(panel, at, b, bAt, depth, to);
    } else {
      Tile6x1.run(panel, at, b, bAt, depth, to);
    }
  }

  /** See {@code TrainingKernels.tileAt}. */
  public static void tileAt(
      float[] panel, int at, float[] x, int[] offsets, int shift, float[] c, int[] cAt) {
    OffsetTile6x4.run(panel, at, x, offsets, shift, c, cAt);
  }

  /** See {@code TrainingKernels.gatherRows}. */
  public static void gatherRows(
      float[] x, int[] offsets, int shift, int columns, int depth, float[] out) {
    for (int j = 0; j < columns; j += WIDTH) {
      for (int k = 0; k < depth; k++) {
        FloatVector.fromArray(LANES, x, offsets[k] + shift + j).intoArray(out, k * columns + j);
      }
    }
  }
}
