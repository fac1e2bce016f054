package org.sparsevd.trainer.host;

import org.sparsevd.trainer.host.memory.ThreadFloats;
import org.sparsevd.trainer.host.tiles.Panels;
import org.sparsevd.trainer.host.tiles.TileTarget;

/** One thread's share of a matrix product: packs columns of the right matrix, runs the tiles. */
final class TileProduct {
  /** Depth after which partial sums go to memory: a packed tile then fits the first-level cache. */
  private static final int DEPTH = 400;

  private final TrainingKernels kernels;
  private final Panels panels;
  private final CodeTiles code;
  private final ThreadFloats scratch = new ThreadFloats();

  TileProduct(TrainingKernels kernels, Panels panels) {
    this.kernels = kernels;
    this.panels = panels;
    this.code = kernels.code() == null ? null : new CodeTiles(kernels.code());
  }

  /**
   * Panels {@code from} to {@code to - 1}; {@code first} is the matrix row that panel {@code from}
   * begins with.
   *
   * @param end of the matrix's rows
   */
  record RowBlock(int from, int to, int first, int end) {}

  /** The right matrix. */
  interface Right {
    /**
     * Columns {@code from .. from + columns} as {@code out[k * columns + j]}; zeros from column
     * {@code from + used} on.
     */
    void pack(int from, int columns, int used, int depth, float[] out);
  }

  /** The matrix whose row {@code k} begins at {@code x[offsets[k] + shift]}. */
  record Rows(TrainingKernels kernels, float[] x, int[] offsets, int shift) implements Right {
    @Override
    public void pack(int from, int columns, int used, int depth, float[] out) {
      if (used == columns) {
        kernels.gatherRows(x, offsets, shift + from, columns, depth, out);
        return;
      }
      for (int k = 0; k < depth; k++) {
        for (int j = 0; j < columns; j++) {
          out[k * columns + j] = j < used ? x[offsets[k] + shift + from + j] : 0;
        }
      }
    }
  }

  /**
   * Where a product goes.
   *
   * @param rowAt where each of its rows begins
   * @param shift added to all of them
   * @param add whether it is added to what is there
   * @param apart numbers by which rows are apart at least; no tile is wider
   */
  record Target(float[] c, int[] rowAt, int shift, boolean add, int apart) {}

  /** Some rows of the left matrix, packed in the panels, times columns {@code from .. to}. */
  void run(RowBlock rows, int depth, int from, int to, Right right, Target target) {
    if (code != null) {
      code.run(rows, panels, depth, from, to, right, target);
      return;
    }
    int[] widths = kernels.tileColumns();
    float[] b = scratch.atLeast(depth * widths[0]);
    float[] tile = new float[kernels.panelRows() * widths[0]];
    int[] cAt = new int[kernels.panelRows()];
    boolean few =
        right instanceof Rows
            && depth <= DEPTH
            && !target.add()
            && rows.to() - rows.from() <= kernels.fewPanels();
    for (int j = from; j < to; ) {
      int columns = width(widths, Math.min(to - j, target.apart()));
      int used = Math.min(columns, to - j);
      boolean inPlace = few && used == widths[0];
      if (!inPlace) {
        right.pack(j, columns, used, depth, b);
      }
      for (int k = 0; k < depth; k += DEPTH) {
        int part = Math.min(DEPTH, depth - k);
        boolean add = target.add() || k > 0;
        for (int p = rows.from(); p < rows.to(); p++) {
          int first = rows.first() + (p - rows.from()) * kernels.panelRows();
          int count = Math.min(rows.end() - first, kernels.panelRows());
          boolean direct = count == kernels.panelRows() && used == columns;
          for (int r = 0; r < cAt.length; r++) {
            cAt[r] = direct ? target.rowAt()[first + r] + target.shift() + j : r * columns;
          }
          float[] c = direct ? target.c() : tile;
          if (!direct && add) {
            load(tile, columns, used, first, count, j, target);
          }
          if (inPlace) {
            Rows x = (Rows) right;
            kernels.tileAt(
                panels.data(), panels.at(p, 0), x.x(), x.offsets(), x.shift() + j, c, cAt);
          } else {
            TileTarget written = new TileTarget(c, cAt, columns, add);
            kernels.tile(panels.data(), panels.at(p, k), b, k * columns, part, written);
          }
          if (!direct) {
            store(tile, columns, used, first, count, j, target);
          }
        }
      }
      j += columns;
    }
  }

  /** Copies the part of a tile that lies within the product from there. */
  private static void load(
      float[] tile, int columns, int used, int first, int count, int j, Target target) {
    for (int r = 0; r < count; r++) {
      int at = target.rowAt()[first + r] + target.shift() + j;
      System.arraycopy(target.c(), at, tile, r * columns, used);
    }
  }

  /** Copies the part of a tile that lies within the product to there. */
  static void store(
      float[] tile, int columns, int used, int first, int count, int j, Target target) {
    for (int r = 0; r < count; r++) {
      int at = target.rowAt()[first + r] + target.shift() + j;
      System.arraycopy(tile, r * columns, target.c(), at, used);
    }
  }

  /** The widest tile that so many columns fill, or the narrowest. */
  private static int width(int[] widths, int left) {
    for (int width : widths) {
      if (width <= left) {
        return width;
      }
    }
    return widths[widths.length - 1];
  }

  /** See {@link Rows}. */
  Right rows(float[] x, int[] offsets, int shift) {
    return new Rows(kernels, x, offsets, shift);
  }

  /** The transpose of a matrix whose rows are so long. */
  static Right transposed(float[] x, int rowLength) {
    return (from, columns, used, depth, out) -> {
      for (int j = 0; j < columns; j++) {
        int at = (from + j) * rowLength;
        for (int k = 0; k < depth; k++) {
          out[k * columns + j] = j < used ? x[at + k] : 0;
        }
      }
    };
  }
}
