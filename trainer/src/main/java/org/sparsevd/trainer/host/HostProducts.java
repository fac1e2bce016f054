package org.sparsevd.trainer.host;

import java.util.Arrays;
import org.sparsevd.trainer.nn.Geometry;

/**
 * Matrix products and convolutions without im2col: since images are innermost, a weight meets a
 * whole row of pixels as one contiguous run, and a table of offsets says where each weight reads.
 * What a tile computes does not depend on how tiles are shared out, so results are the same for any
 * number of threads.
 */
final class HostProducts {
  private static final int PANEL = Kernels.PANEL;
  private static final int TRANSPOSE_BLOCK = 16;

  private final Kernels kernels;
  private final Workers workers;
  private final Panels panels = new Panels();
  private float[] transposed = new float[0];

  HostProducts(Kernels kernels, Workers workers) {
    this.kernels = kernels;
    this.workers = workers;
  }

  /** {@code y[o, p, :] = sum_k weight[o, k] x[offset(k) + p, :]}. */
  void product(Geometry g, float[] weight, float[] x, float[] y) {
    int depth = g.depth();
    int count = Panels.count(g.outputs());
    panels.reserve(count, depth);
    packRows(weight, g.outputs(), depth, 1);
    int[] xRows = inputOffsets(g);
    int run = g.outputWidth() * g.columns();
    if (g.isDense()) {
      workers.ranges(
          count, 1, (from, to) -> rows(from, to, g.outputs(), x, xRows, 0, depth, y, run, 0, run));
    } else {
      workers.run(
          g.outputHeight(),
          row ->
              rows(
                  0,
                  count,
                  g.outputs(),
                  x,
                  xRows,
                  g.inputRow(row),
                  depth,
                  y,
                  g.outputPixels() * g.columns(),
                  row * run,
                  run));
    }
  }

  /**
   * Panels {@code from} to {@code to - 1} times a run of columns of b, into the rows of c.
   *
   * @param bColumn where the run begins in the rows of b
   * @param cColumn where it begins in the rows of c, which are {@code cStep} apart
   */
  private void rows(
      int from,
      int to,
      int outputs,
      float[] b,
      int[] bRows,
      int bColumn,
      int depth,
      float[] c,
      int cStep,
      int cColumn,
      int run) {
    float[] tile = new float[PANEL * kernels.tileColumns()];
    for (int j = 0; j < run; ) {
      int columns = tileColumns(run - j);
      int used = Math.min(columns, run - j);
      for (int p = from; p < to; p++) {
        kernels.tile(panels.data(), panels.at(p), b, bRows, bColumn + j, depth, columns, tile);
        int rows = Math.min(PANEL, outputs - p * PANEL);
        for (int r = 0; r < rows; r++) {
          System.arraycopy(tile, r * columns, c, (p * PANEL + r) * cStep + cColumn + j, used);
        }
      }
      j += columns;
    }
  }

  /** The widest tile that a run of this length fills. */
  private int tileColumns(int left) {
    int columns = kernels.tileColumns();
    while (columns > kernels.width() && columns > left) {
      columns /= 2;
    }
    return columns;
  }

  /** See {@link org.sparsevd.trainer.nn.Backend#weightGradient}. */
  void weightGradient(Geometry g, float[] dy, float[] x, float[] dWeight) {
    if (g.isDense()) {
      denseWeightGradient(g, dy, x, dWeight);
    } else {
      convolutionWeightGradient(g, dy, x, dWeight);
    }
  }

  /** {@code dWeight[o, k] = sum_b dy[o, b] x[k, b]}, over the rows of the transposed input. */
  private void denseWeightGradient(Geometry g, float[] dy, float[] x, float[] dWeight) {
    int columns = g.columns();
    int inputs = g.inputs();
    int size = columns * inputs + kernels.tileColumns();
    if (transposed.length < size) {
      transposed = new float[size];
    }
    workers.ranges(inputs, TRANSPOSE_BLOCK, (from, to) -> transpose(x, columns, from, to, inputs));
    int count = Panels.count(g.outputs());
    panels.reserve(count, columns);
    packRows(dy, g.outputs(), columns, 1);
    int[] bRows = new int[columns];
    for (int b = 0; b < columns; b++) {
      bRows[b] = b * inputs;
    }
    workers.ranges(
        count,
        1,
        (from, to) ->
            rows(from, to, g.outputs(), transposed, bRows, 0, columns, dWeight, inputs, 0, inputs));
  }

  private void transpose(float[] x, int columns, int from, int to, int inputs) {
    for (int b = 0; b < columns; b += TRANSPOSE_BLOCK) {
      for (int k = from; k < to; k++) {
        for (int c = b; c < b + TRANSPOSE_BLOCK; c++) {
          transposed[c * inputs + k] = x[k * columns + c];
        }
      }
    }
  }

  /** {@code dWeight[o, k] = sum_j dy[o, j] x[offset(k) + j]}, one row of pixels after another. */
  private void convolutionWeightGradient(Geometry g, float[] dy, float[] x, float[] dWeight) {
    int[] positions = positions(g);
    int[] xRows = inputOffsets(g);
    int groups = (g.depth() + Kernels.DOT_COLUMNS - 1) / Kernels.DOT_COLUMNS;
    workers.ranges(
        groups,
        1,
        (from, to) -> {
          int first = from * Kernels.DOT_COLUMNS;
          int last = Math.min(g.depth(), to * Kernels.DOT_COLUMNS);
          dots(g, dy, x, xRows, positions, first, last, dWeight);
        });
  }

  /** Where each vector of an output plane meets the input, before a weight's own offset. */
  private int[] positions(Geometry g) {
    int width = kernels.width();
    int[] positions = new int[g.outputPixels() * g.columns() / width];
    int run = g.outputWidth() * g.columns();
    for (int v = 0; v < positions.length; v++) {
      int j = v * width;
      positions[v] = g.inputRow(j / run) + j % run;
    }
    return positions;
  }

  private void dots(
      Geometry g,
      float[] dy,
      float[] x,
      int[] xOffsets,
      int[] positions,
      int first,
      int last,
      float[] dWeight) {
    int plane = g.outputPixels() * g.columns();
    int run = g.outputWidth() * g.columns();
    int[] dyRows = new int[Kernels.DOT_ROWS];
    int[] xRows = new int[Kernels.DOT_COLUMNS];
    float[] sums = new float[Kernels.DOT_ROWS * Kernels.DOT_COLUMNS];
    for (int o = 0; o < g.outputs(); o++) {
      Arrays.fill(dWeight, o * g.depth() + first, o * g.depth() + last, 0);
    }
    for (int from = 0; from < plane; from += run) {
      for (int o = 0; o < g.outputs(); o += Kernels.DOT_ROWS) {
        for (int r = 0; r < Kernels.DOT_ROWS; r++) {
          dyRows[r] = Math.min(o + r, g.outputs() - 1) * plane;
        }
        for (int k = first; k < last; k += Kernels.DOT_COLUMNS) {
          for (int c = 0; c < Kernels.DOT_COLUMNS; c++) {
            xRows[c] = xOffsets[Math.min(k + c, last - 1)];
          }
          kernels.dot(dy, dyRows, x, xRows, positions, from, from + run, sums);
          addSums(g, sums, o, k, last, dWeight);
        }
      }
    }
  }

  private static void addSums(Geometry g, float[] sums, int o, int k, int last, float[] dWeight) {
    for (int r = 0; r < Kernels.DOT_ROWS && o + r < g.outputs(); r++) {
      for (int c = 0; c < Kernels.DOT_COLUMNS && k + c < last; c++) {
        dWeight[(o + r) * g.depth() + k + c] += sums[r * Kernels.DOT_COLUMNS + c];
      }
    }
  }

  /** {@code dx[offset(k) + p, :] += sum_o weight[o, k] dy[o, p, :]} from zero. */
  void inputGradient(Geometry g, float[] weight, float[] dy, float[] dx) {
    int plane = g.outputPixels() * g.columns();
    int[] bRows = new int[g.outputs()];
    for (int o = 0; o < bRows.length; o++) {
      bRows[o] = o * plane;
    }
    if (g.isDense()) {
      int count = Panels.count(g.depth());
      panels.reserve(count, g.outputs());
      packRows(weight, g.depth(), 1, g.depth());
      workers.ranges(
          count,
          1,
          (from, to) -> rows(from, to, g.depth(), dy, bRows, 0, g.outputs(), dx, plane, 0, plane));
      return;
    }
    int[] xRows = inputOffsets(g);
    int tasks = Math.min(g.inputs(), workers.count());
    int kernel = g.kernel() * g.kernel();
    int perTask = Panels.count((g.inputs() + tasks - 1) / tasks * kernel);
    panels.reserve(tasks * perTask, g.outputs());
    workers.run(
        tasks,
        task -> {
          int first = g.inputs() * task / tasks;
          int last = g.inputs() * (task + 1) / tasks;
          int image = g.height() * g.width() * g.columns();
          Arrays.fill(dx, first * image, last * image, 0);
          for (int k = first * kernel, p = task * perTask; k < last * kernel; k += PANEL, p++) {
            panels.pack(p, weight, k, Math.min(PANEL, last * kernel - k), 1, g.depth());
          }
          scatter(g, task * perTask, first * kernel, last * kernel, dy, bRows, xRows, dx);
        });
  }

  private void scatter(
      Geometry g,
      int panel,
      int first,
      int last,
      float[] dy,
      int[] bRows,
      int[] xRows,
      float[] dx) {
    float[] tile = new float[PANEL * kernels.tileColumns()];
    int run = g.outputWidth() * g.columns();
    for (int row = 0; row < g.outputHeight(); row++) {
      for (int j = 0; j < run; ) {
        int columns = tileColumns(run - j);
        for (int k = first, p = panel; k < last; k += PANEL, p++) {
          kernels.tile(
              panels.data(), panels.at(p), dy, bRows, row * run + j, g.outputs(), columns, tile);
          for (int r = 0; r < PANEL && k + r < last; r++) {
            add(tile, r * columns, dx, xRows[k + r] + g.inputRow(row) + j, columns);
          }
        }
        j += columns;
      }
    }
  }

  private static void add(float[] from, int fromAt, float[] to, int toAt, int count) {
    for (int i = 0; i < count; i++) {
      to[toAt + i] += from[fromAt + i];
    }
  }

  private void packRows(float[] a, int rows, int rowStep, int depthStep) {
    workers.ranges(
        Panels.count(rows),
        1,
        (from, to) -> {
          for (int p = from; p < to; p++) {
            panels.pack(p, a, p * PANEL, Math.min(PANEL, rows - p * PANEL), rowStep, depthStep);
          }
        });
  }

  private static int[] inputOffsets(Geometry g) {
    int[] offsets = new int[g.depth()];
    for (int k = 0; k < offsets.length; k++) {
      offsets[k] = g.inputOffset(k);
    }
    return offsets;
  }
}
