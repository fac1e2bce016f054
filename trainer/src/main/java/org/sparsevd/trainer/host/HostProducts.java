package org.sparsevd.trainer.host;

import java.util.Arrays;
import org.sparsevd.model.Window;
import org.sparsevd.trainer.host.tiles.Panels;
import org.sparsevd.trainer.nn.Frame;
import org.sparsevd.trainer.nn.Geometry;
import org.sparsevd.vector.ProductCode.Planes;

/**
 * Matrix products and convolutions. Since images are innermost, a weight meets a whole row of
 * pixels as one contiguous run. A table of offsets says where each weight reads. There is no im2col
 * but for one tile at a time. What a tile computes does not depend on how tiles are shared out, so
 * results are the same for any number of threads.
 */
final class HostProducts {
  private final TrainingKernels kernels;
  private final Workers workers;
  private final Panels panels;
  private final TileProduct tiles;
  private final ConvolutionGradient convolutions;

  /** Null without machine code. */
  private final Winograd winograd;

  private float[] padded = new float[0];
  private float[] turned = new float[0];

  HostProducts(TrainingKernels kernels, Workers workers) {
    this.kernels = kernels;
    this.workers = workers;
    this.panels = new Panels(kernels.panelRows());
    this.tiles = new TileProduct(kernels, panels);
    this.convolutions = new ConvolutionGradient(kernels, workers);
    this.winograd = kernels.code() == null ? null : new Winograd(kernels.code(), workers);
  }

  /** {@code y[o, p, :] = sum_k weight[o, k] x[offset(k) + p, :]}. */
  void product(Geometry g, float[] weight, float[] x, float[] y) {
    if (g.isDepthwise()) {
      new Depthwise(kernels, workers, g).product(weight, x, y);
      return;
    }
    for (int group = 0; group < g.groups(); group++) {
      product(g, group, weight, x, y);
    }
  }

  private void product(Geometry g, int group, float[] weight, float[] x, float[] y) {
    int depth = g.depth();
    int first = group * g.groupOutputs();
    int run = g.outputWidth() * g.columns();
    int plane = g.outputPixels() * g.columns();
    if (winograd != null && Winograd.pays(g)) {
      winograd.product(
          new Winograd.Filters(
              weight,
              first * depth,
              g.groupOutputs(),
              g.groupInputs(),
              depth,
              g.frame().kernelArea(),
              false),
          pixels(g.frame(), x, g.inputGroup(group)),
          new Planes(y, first * plane, plane, run, g.columns()),
          g.outputHeight(),
          g.outputWidth());
      return;
    }
    packRows(weight, first * depth, g.groupOutputs(), depth, depth, 1);
    int[] offsets = inputOffsets(g);
    int[] rowAt = multiples(g.groupOutputs(), plane);
    grid(
        g.groupOutputs(),
        g.outputHeight(),
        run,
        (rowBlock, row, from, to) ->
            tiles.run(
                rowBlock,
                depth,
                from,
                to,
                tiles.rows(x, offsets, g.inputGroup(group) + g.inputRow(row)),
                new TileProduct.Target(
                    y, rowAt, first * plane + row * run, false, Integer.MAX_VALUE)));
  }

  private static Planes pixels(Frame f, float[] data, int at) {
    return new Planes(data, at, f.channelSize(), f.rowSize(), f.columns());
  }

  /** Work on some rows of the left matrix and some columns of one run. */
  private interface GridTask {
    void accept(TileProduct.RowBlock rows, int run, int from, int to);
  }

  /**
   * Cuts left rows and runs of columns into pieces: runs first, where there are enough, then
   * columns if that loads the threads evenly, else rows.
   */
  private void grid(int leftRows, int runs, int run, GridTask task) {
    int widest = kernels.tileColumns()[0];
    int tiles = (run + widest - 1) / widest;
    int threads = workers.count();
    boolean whole = runs >= 4 * threads || runs % threads == 0;
    int pieces = whole ? 1 : Math.min(tiles, threads);
    boolean even = whole || tiles >= 8 * pieces || tiles % pieces == 0;
    int columnStep = even ? (tiles + pieces - 1) / pieces * widest : tiles * widest;
    int columnPieces = (run + columnStep - 1) / columnStep;
    int count = panels.count(leftRows);
    int rowBlocks = even ? 1 : Math.min(count, threads);
    workers.run(
        runs * columnPieces * rowBlocks,
        i -> {
          int block = i % rowBlocks;
          int from = i / rowBlocks % columnPieces * columnStep;
          int firstPanel = count * block / rowBlocks;
          TileProduct.RowBlock rows =
              new TileProduct.RowBlock(
                  firstPanel,
                  count * (block + 1) / rowBlocks,
                  firstPanel * kernels.panelRows(),
                  leftRows);
          task.accept(rows, i / rowBlocks / columnPieces, from, Math.min(run, from + columnStep));
        });
  }

  /** See {@link org.sparsevd.trainer.nn.Backend#weightGradient}. */
  void weightGradient(Geometry g, float[] dy, float[] x, float[] dWeight) {
    if (g.isDense()) {
      denseWeightGradient(g, dy, x, dWeight);
    } else if (g.isDepthwise()) {
      new Depthwise(kernels, workers, g).weightGradient(dy, x, dWeight);
    } else {
      for (int group = 0; group < g.groups(); group++) {
        if (winograd != null && Winograd.paysForGradient(g)) {
          int first = group * g.groupOutputs();
          int plane = g.outputPixels() * g.columns();
          winograd.weightGradient(
              pixels(g.frame(), x, g.inputGroup(group)),
              g.groupInputs(),
              new Planes(dy, first * plane, plane, g.outputWidth() * g.columns(), g.columns()),
              g.groupOutputs(),
              new Winograd.Target(g.outputHeight(), g.outputWidth(), first * g.depth()),
              dWeight);
          continue;
        }
        convolutions.weightGradient(g, group, inputOffsets(g), dy, x, dWeight);
      }
    }
  }

  /** {@code dWeight[o, k] = sum_b dy[o, b] x[k, b]}. */
  private void denseWeightGradient(Geometry g, float[] dy, float[] x, float[] dWeight) {
    int columns = g.columns();
    int inputs = g.inputs();
    packRows(dy, 0, g.outputs(), columns, columns, 1);
    int[] rowAt = multiples(g.outputs(), inputs);
    grid(
        g.outputs(),
        1,
        inputs,
        (rowBlock, row, from, to) ->
            tiles.run(
                rowBlock,
                columns,
                from,
                to,
                TileProduct.transposed(x, columns),
                new TileProduct.Target(dWeight, rowAt, 0, false, Integer.MAX_VALUE)));
  }

  /** {@code dx[offset(k) + p, :] += sum_o weight[o, k] dy[o, p, :]} from zero. */
  void inputGradient(Geometry g, float[] weight, float[] dy, float[] dx) {
    int plane = g.outputPixels() * g.columns();
    int[] dyRows = multiples(g.outputs(), plane);
    if (g.isDense()) {
      packRows(weight, 0, g.depth(), g.outputs(), 1, g.depth());
      int[] rowAt = multiples(g.depth(), plane);
      grid(
          g.depth(),
          1,
          plane,
          (rowBlock, row, from, to) ->
              tiles.run(
                  rowBlock,
                  g.outputs(),
                  from,
                  to,
                  tiles.rows(dy, dyRows, 0),
                  new TileProduct.Target(dx, rowAt, 0, false, Integer.MAX_VALUE)));
    } else if (g.isDepthwise()) {
      new Depthwise(kernels, workers, g).inputGradient(weight, dy, dx);
    } else {
      for (int group = 0; group < g.groups(); group++) {
        if (keepsSize(g.frame())) {
          inner(g, group, weight, dy, dx);
        } else {
          scatter(g, group, weight, dy, dyRows, dx);
        }
      }
    }
  }

  private static boolean keepsSize(Frame f) {
    Window w = f.window();
    return w.strideHeight() == 1
        && w.strideWidth() == 1
        && f.outputHeight() == f.height()
        && f.outputWidth() == f.width();
  }

  /**
   * The case of a convolution that keeps the image's size: one more such convolution, of the
   * gradient with zeros around it and the kernel turned by half a turn, and nothing is added twice.
   */
  private void inner(Geometry g, int group, float[] weight, float[] dy, float[] dx) {
    Frame f = g.frame();
    Window w = f.window();
    int columns = g.columns();
    int depth = g.groupOutputs() * f.kernelArea();
    Window opposite = w.withPadding(w.padBottom(), w.padRight(), w.padTop(), w.padLeft());
    Frame gradient = new Frame(g.outputs(), g.outputHeight(), g.outputWidth(), opposite, columns);
    if (group == 0) {
      padded = atLeast(padded, gradient.size());
      Borders.pad(workers, gradient, dy, padded);
    }
    int base = group * g.groupOutputs() * g.depth();
    int sourceAt = group * g.groupOutputs() * gradient.channelSize();
    int firstRow = g.inputGroup(group) + w.padTop() * f.rowSize() + w.padLeft() * columns;
    if (winograd != null && Winograd.pays(g)) {
      winograd.product(
          new Winograd.Filters(
              weight, base, g.groupInputs(), g.groupOutputs(), f.kernelArea(), g.depth(), true),
          pixels(gradient, padded, sourceAt),
          pixels(f, dx, firstRow),
          g.outputHeight(),
          g.outputWidth());
      return;
    }
    turned = atLeast(turned, g.weights());
    turn(g.groupOutputs(), g.groupInputs(), f.kernelArea(), weight, base, turned);
    packRows(turned, 0, g.groupInputs(), depth, depth, 1);
    int[] offsets = inputOffsets(new Geometry(gradient, g.inputs(), g.groups()));
    int[] rowAt = multiples(g.groupInputs(), f.channelSize());
    int run = g.outputWidth() * columns;
    float[] source = padded;
    grid(
        g.groupInputs(),
        g.outputHeight(),
        run,
        (rowBlock, row, from, to) ->
            tiles.run(
                rowBlock,
                depth,
                from,
                to,
                tiles.rows(source, offsets, sourceAt + row * gradient.rowSize()),
                new TileProduct.Target(
                    dx, rowAt, firstRow + row * f.rowSize(), false, Integer.MAX_VALUE)));
  }

  /** {@code turned[c, o, area - 1 - i] = weight[o, c, i]}. */
  private static void turn(
      int outputs, int inputs, int area, float[] weight, int base, float[] turned) {
    for (int o = 0; o < outputs; o++) {
      for (int c = 0; c < inputs; c++) {
        int from = base + (o * inputs + c) * area;
        int last = (c * outputs + o + 1) * area - 1;
        for (int i = 0; i < area; i++) {
          turned[last - i] = weight[from + i];
        }
      }
    }
  }

  private static float[] atLeast(float[] array, int size) {
    return array.length < size ? new float[size] : array;
  }

  /**
   * The convolution's case: each task owns some input channels and adds to their pixels. Panels
   * hold the same rows however many tasks there are.
   */
  private void scatter(
      Geometry g, int group, float[] weight, float[] dy, int[] dyRows, float[] dx) {
    int[] offsets = inputOffsets(g);
    int inputs = g.groupInputs();
    int area = g.frame().kernelArea();
    int unit = wholePanels(area);
    int units = (inputs + unit - 1) / unit;
    int tasks = Math.min(units, workers.count());
    int perTask = panels.count((units + tasks - 1) / tasks * unit * area);
    panels.reserve(tasks * perTask, g.groupOutputs());
    int run = g.outputWidth() * g.columns();
    int image = g.frame().channelSize();
    int base = group * g.groupOutputs();
    workers.run(
        tasks,
        task -> {
          int first = units * task / tasks * unit;
          int last = Math.min(inputs, units * (task + 1) / tasks * unit);
          int count = panels.count((last - first) * area);
          int at = g.inputGroup(group);
          Arrays.fill(dx, at + first * image, at + last * image, 0);
          for (int p = 0; p < count; p++) {
            int row = first * area + p * kernels.panelRows();
            int packed = task * perTask + p;
            panels.pack(packed, weight, base * g.depth(), row, last * area, 1, g.depth());
          }
          TileProduct.RowBlock rows =
              new TileProduct.RowBlock(
                  task * perTask, task * perTask + count, first * area, last * area);
          for (int row = 0; row < g.outputHeight(); row++) {
            tiles.run(
                rows,
                g.groupOutputs(),
                0,
                run,
                tiles.rows(dy, dyRows, base * g.outputPixels() * g.columns() + row * run),
                new TileProduct.Target(dx, offsets, at + g.inputRow(row), true, g.columns()));
          }
        });
  }

  /** The least number of channels whose weights fill panels. */
  private int wholePanels(int area) {
    int channels = 1;
    while (channels * area % kernels.panelRows() != 0) {
      channels++;
    }
    return channels;
  }

  /** Packs a matrix of that many rows that begins at an index; see {@link Panels#pack}. */
  private void packRows(float[] a, int at, int rows, int depth, int rowStep, int depthStep) {
    int count = panels.count(rows);
    panels.reserve(count, depth);
    workers.ranges(
        count,
        1,
        (from, to) -> {
          for (int p = from; p < to; p++) {
            panels.pack(p, a, at, p * kernels.panelRows(), rows, rowStep, depthStep);
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

  /** {@code 0, step, 2 step, ...}. */
  private static int[] multiples(int count, int step) {
    int[] multiples = new int[count];
    for (int i = 0; i < count; i++) {
      multiples[i] = i * step;
    }
    return multiples;
  }
}
