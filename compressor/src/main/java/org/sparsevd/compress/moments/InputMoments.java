package org.sparsevd.compress.moments;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.flow.Prefix;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;

/**
 * Second moments {@code E[x_i x_j]} of what the rows of a layer's weight read, and of a constant 1
 * behind it, which the bias reads. They say what an error in one weight is worth, and how far
 * another weight can make up for it.
 */
public final class InputMoments {
  /** Layers of more columns have none: the moments would take too much time and memory. */
  static final int MOST_COLUMNS = 2048;

  /** Lines that are added at once. */
  private static final int BLOCK = 32;

  /** From so many columns on processors share them. */
  private static final int PARALLEL = 64;

  private final int columns;
  private final int places;
  private final double[][][] moments;

  /** Lines that are not added yet, by group: values, then a 1. */
  private final double[][][] blocks;

  private final int[] filled;

  private InputMoments(int columns, int groups, int places) {
    this.columns = columns;
    this.places = places;
    this.moments = new double[groups][columns + 1][columns + 1];
    this.blocks = new double[groups][BLOCK][columns + 1];
    this.filled = new int[groups];
  }

  /**
   * The moments at a layer of a model, or null where it is too wide or takes images of any size.
   */
  public static InputMoments of(Model model, Node node, Calibration calibration) {
    Op.Weighted layer = (Op.Weighted) node.op();
    String input = node.inputs().get(0);
    boolean open = layer instanceof Op.Conv2d && !model.shape(input).last(3).isFixed();
    if (open || layer.weight().columns() > MOST_COLUMNS) {
      return null;
    }
    float[][] values = calibration.outputs(Prefix.of(model, input));
    int groups = layer instanceof Op.Conv2d conv ? conv.groups() : 1;
    InputMoments result = new InputMoments(layer.weight().columns(), groups, calibration.places());
    SplittableRandom random = new SplittableRandom(1);
    for (float[] value : values) {
      if (layer instanceof Op.Conv2d conv) {
        result.addPatches(conv, model.shape(input).last(3), value, random);
      } else {
        result.addLines(value, random);
      }
    }
    result.finish();
    return result;
  }

  /** Of a layer that reads several vectors, some of them. */
  private void addLines(float[] value, SplittableRandom random) {
    int lines = value.length / columns;
    if (lines == 1) {
      add(0, value);
      return;
    }
    for (int place = 0; place < places; place++) {
      int from = random.nextInt(lines) * columns;
      add(0, Arrays.copyOfRange(value, from, from + columns));
    }
  }

  private void addPatches(Op.Conv2d conv, Shape shape, float[] value, SplittableRandom random) {
    Window window = conv.window();
    int height = window.outputHeight(shape.dim(1));
    int width = window.outputWidth(shape.dim(2));
    float[] patch = new float[columns];
    int images = value.length / shape.size();
    for (int place = 0; place < places; place++) {
      int top = random.nextInt(height) * window.strideHeight() - window.padTop();
      int left = random.nextInt(width) * window.strideWidth() - window.padLeft();
      int start = images == 1 ? 0 : random.nextInt(images) * shape.size();
      for (int group = 0; group < moments.length; group++) {
        int channels = conv.weight().shape().dim(1);
        for (int c = 0; c < columns; c++) {
          int kernel = c % (window.kernelHeight() * window.kernelWidth());
          int channel = group * channels + c / (window.kernelHeight() * window.kernelWidth());
          int y = top + kernel / window.kernelWidth() * window.dilationHeight();
          int x = left + kernel % window.kernelWidth() * window.dilationWidth();
          boolean inside = y >= 0 && y < shape.dim(1) && x >= 0 && x < shape.dim(2);
          patch[c] = inside ? value[start + (channel * shape.dim(1) + y) * shape.dim(2) + x] : 0;
        }
        add(group, patch);
      }
    }
  }

  /** Notes values; those of a full block are added. */
  private void add(int group, float[] values) {
    double[] line = blocks[group][filled[group]++];
    for (int i = 0; i < columns; i++) {
      line[i] = values[i];
    }
    line[columns] = 1;
    if (filled[group] == BLOCK) {
      flush(group);
    }
  }

  /**
   * Adds a block to the lower triangle, for each pair of columns in the order of its lines. A block
   * at a time: a row of the moments is fetched once for all of its lines.
   */
  private void flush(int group) {
    double[][] lines = blocks[group];
    int count = filled[group];
    filled[group] = 0;
    IntStream rows = IntStream.rangeClosed(0, columns);
    (columns < PARALLEL ? rows : rows.parallel())
        .forEach(
            a -> {
              double[] row = moments[group][a];
              for (int line = 0; line < count; line++) {
                double[] x = lines[line];
                double value = x[a];
                for (int b = 0; value != 0 && b <= a; b++) {
                  row[b] += value * x[b];
                }
              }
            });
  }

  private void finish() {
    for (int group = 0; group < moments.length; group++) {
      flush(group);
      double[][] sums = moments[group];
      double count = Math.max(1, sums[columns][columns]);
      for (int i = 0; i <= columns; i++) {
        for (int j = 0; j <= i; j++) {
          sums[i][j] /= count;
          sums[j][i] = sums[i][j];
        }
      }
    }
  }

  /** Mean of the product of columns i and j of a row of this group; the last column is 1. */
  public double at(int group, int i, int j) {
    return moments[group][i][j];
  }
}
