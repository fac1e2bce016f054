package org.sparsevd.trainer.host;

/** One thread's share of a matrix product: packs columns of the right matrix, runs the tiles. */
final class TileProduct {
  /** Depth after which partial sums go to memory: a packed tile then fits the first-level cache. */
  private static final int DEPTH = 256;

  private final Kernels kernels;
  private final Panels panels;
  private final ThreadLocal<float[]> packed = ThreadLocal.withInitial(() -> new float[0]);

  TileProduct(Kernels kernels, Panels panels) {
    this.kernels = kernels;
    this.panels = panels;
  }

  /** Columns {@code from .. from + columns} of a matrix as {@code out[k * columns + j]}. */
  interface Packer {
    void pack(int from, int columns, int used, int depth, float[] out);
  }

  /** Takes {@code tile[at .. at + count)}: row {@code row} of the product from column {@code j}. */
  interface Store {
    void store(int row, int j, int count, float[] tile, int at, boolean add);
  }

  /** Some rows of the left matrix, packed in the panels, times columns {@code from .. to}. */
  void run(RowBlock rows, int depth, int from, int to, Packer packer, Store store) {
    int[] widths = kernels.tileColumns();
    float[] b = scratch(depth * widths[0]);
    float[] tile = new float[kernels.panelRows() * widths[0]];
    for (int j = from; j < to; ) {
      int columns = width(widths, to - j);
      int used = Math.min(columns, to - j);
      packer.pack(j, columns, used, depth, b);
      for (int k = 0; k < depth; k += DEPTH) {
        int part = Math.min(DEPTH, depth - k);
        for (int p = rows.from(); p < rows.to(); p++) {
          kernels.tile(panels.data(), panels.at(p, k), b, k * columns, part, columns, tile);
          int first = rows.first() + (p - rows.from()) * kernels.panelRows();
          int last = Math.min(rows.end(), first + kernels.panelRows());
          for (int r = first; r < last; r++) {
            store.store(r, j, used, tile, (r - first) * columns, k > 0);
          }
        }
      }
      j += columns;
    }
  }

  private float[] scratch(int size) {
    float[] array = packed.get();
    if (array.length < size) {
      array = new float[size];
      packed.set(array);
    }
    return array;
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

  /** The matrix whose row {@code k} begins at {@code x[offsets[k] + shift]}. */
  static Packer rows(float[] x, int[] offsets, int shift) {
    return (from, columns, used, depth, out) -> {
      for (int k = 0; k < depth; k++) {
        int at = offsets[k] + shift + from;
        int to = k * columns;
        for (int j = 0; j < used; j++) {
          out[to + j] = x[at + j];
        }
        for (int j = used; j < columns; j++) {
          out[to + j] = 0;
        }
      }
    };
  }

  /** The transpose of a matrix {@code [rows, rowLength]}. */
  static Packer transposed(float[] x, int rowLength, int rows) {
    return (from, columns, used, depth, out) -> {
      for (int j = 0; j < columns; j++) {
        int at = (from + j) * rowLength;
        for (int k = 0; k < depth; k++) {
          out[k * columns + j] = j < used ? x[at + k] : 0;
        }
      }
    };
  }

  /** Copies or adds a row of a tile. */
  static void store(float[] tile, int from, float[] to, int at, int count, boolean add) {
    if (add) {
      for (int i = 0; i < count; i++) {
        to[at + i] += tile[from + i];
      }
    } else {
      System.arraycopy(tile, from, to, at, count);
    }
  }
}
