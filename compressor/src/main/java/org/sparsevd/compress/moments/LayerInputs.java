package org.sparsevd.compress.moments;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.sparsevd.compress.Walk;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;

/**
 * What the rows of a layer's weight read in some calls: lines of as many numbers as the weight has
 * columns. Of filters these are patches at some places of each image, the same places for all
 * layers of the same shapes. Where there are more lines than memory is for, some are taken, evenly.
 */
public final class LayerInputs {
  /** Numbers of all lines: 128 MiB. */
  private static final int MOST_NUMBERS = 1 << 25;

  /** Lines beyond these tell nothing new, per column. */
  private static final int LINES_PER_COLUMN = 40;

  private static final int FEWEST_LINES = 4096;

  /** Of layers of many columns: still eight lines for each of a block's. */
  private static final int MOST_LINES = 1 << 14;

  /** Lines of which outputs are held in double. */
  private static final int SOME_LINES = 1 << 10;

  private final int columns;
  private final float[][] lines;

  /** Moments of all columns, by group, as far as somebody asked for them. */
  private final double[][][] known;

  /** Likewise the shift from these lines. */
  private final float[][] shifts;

  private LayerInputs shiftedFrom;

  private LayerInputs(int columns, float[][] lines) {
    this.columns = columns;
    this.lines = lines;
    this.known = new double[lines.length][][];
    this.shifts = new float[lines.length][];
  }

  /**
   * The lines of a layer.
   *
   * @param places of each image that are looked at
   */
  public static LayerInputs of(Op.Weighted layer, List<Walk.Seen> values, int places) {
    return layer instanceof Op.Conv2d conv
        ? patches(conv, values, places)
        : of(layer.weight().columns(), List.of(values));
  }

  /**
   * The lines of a layer whose groups each read values of their own; they may share some.
   *
   * @param columns numbers of a line
   * @param groups for each its values, all of equally many lines
   */
  static LayerInputs of(int columns, List<List<Walk.Seen>> groups) {
    Map<List<Walk.Seen>, float[]> lines = new IdentityHashMap<>();
    int numbers = columns * groups.size();
    groups.forEach(values -> lines.computeIfAbsent(values, v -> lines(columns, numbers, v)));
    return new LayerInputs(columns, groups.stream().map(lines::get).toArray(float[][]::new));
  }

  /** Whether it can be said which lines a layer reads: images of unknown sizes have none. */
  public static boolean isKnown(Op.Weighted layer, List<Walk.Seen> values) {
    return !(layer instanceof Op.Conv2d)
        || values.stream().allMatch(value -> value.shape().last(3).isFixed());
  }

  private static int most(int columns, long numbersPerLine) {
    long some = Math.min(MOST_LINES, (long) LINES_PER_COLUMN * columns);
    long wanted = Math.max(FEWEST_LINES, some);
    return (int) Math.max(1, Math.min(wanted, MOST_NUMBERS / numbersPerLine));
  }

  private static float[] lines(int columns, long numbersPerLine, List<Walk.Seen> values) {
    long all = 0;
    for (Walk.Seen value : values) {
      all += value.elements().length / columns;
    }
    int count = (int) Math.min(all, most(columns, numbersPerLine));
    float[] lines = new float[count * columns];
    long seen = 0;
    int at = 0;
    for (Walk.Seen value : values) {
      int own = value.elements().length / columns;
      // The line n is taken where n * count / all grows.
      for (int line = 0; line < own; line++, seen++) {
        if (at < count && (seen + 1) * count / all > at) {
          System.arraycopy(value.elements(), line * columns, lines, at++ * columns, columns);
        }
      }
    }
    return lines;
  }

  private static LayerInputs patches(Op.Conv2d conv, List<Walk.Seen> values, int places) {
    int columns = conv.weight().columns();
    int channels = conv.weight().shape().dim(1);
    int groups = conv.groups();
    long images = 0;
    for (Walk.Seen value : values) {
      images += value.elements().length / value.shape().last(3).size();
    }
    long all = images * places;
    int count = (int) Math.min(all, most(columns, (long) columns * groups));
    float[][] lines = new float[groups][count * columns];
    SplittableRandom random = new SplittableRandom(1);
    long seen = 0;
    int at = 0;
    for (Walk.Seen value : values) {
      Shape shape = value.shape().last(3);
      Window window = conv.window();
      int height = window.outputHeight(shape.dim(1));
      int width = window.outputWidth(shape.dim(2));
      int own = value.elements().length / shape.size();
      for (int i = 0; i < own * places; i++, seen++) {
        int y = random.nextInt(height);
        int x = random.nextInt(width);
        if (at < count && (seen + 1) * count / all > at) {
          for (int group = 0; group < groups; group++) {
            int from = i / places * shape.size() + group * channels * shape.dim(1) * shape.dim(2);
            patch(window, shape, value.elements(), from, y, x, lines[group], at * columns, columns);
          }
          at++;
        }
      }
    }
    return new LayerInputs(columns, lines);
  }

  /** Copies a patch, zeros where it hangs over. */
  private static void patch(
      Window window,
      Shape shape,
      float[] image,
      int from,
      int outputY,
      int outputX,
      float[] lines,
      int to,
      int columns) {
    int top = outputY * window.strideHeight() - window.padTop();
    int left = outputX * window.strideWidth() - window.padLeft();
    int area = window.kernelHeight() * window.kernelWidth();
    for (int c = 0; c < columns; c++) {
      int y = top + c % area / window.kernelWidth() * window.dilationHeight();
      int x = left + c % window.kernelWidth() * window.dilationWidth();
      boolean inside = y >= 0 && y < shape.dim(1) && x >= 0 && x < shape.dim(2);
      int channel = c / area;
      lines[to + c] = inside ? image[from + (channel * shape.dim(1) + y) * shape.dim(2) + x] : 0;
    }
  }

  public int columns() {
    return columns;
  }

  /** Groups of channels, each with lines of its own. */
  public int groups() {
    return lines.length;
  }

  public int count() {
    return lines[0].length / columns;
  }

  /** Mean square of each column of a group. */
  public double[] squares(int group) {
    double[] squares = new double[columns];
    for (int i = 0; i < lines[group].length; i++) {
      squares[i % columns] += (double) lines[group][i] * lines[group][i] / count();
    }
    return squares;
  }

  /** The mean square of all that is read. */
  public double meanSquare() {
    double sum = 0;
    long numbers = 0;
    for (float[] group : lines) {
      for (float number : group) {
        sum += (double) number * number;
      }
      numbers += group.length;
    }
    return sum / Math.max(1, numbers);
  }

  /**
   * Second moments of some columns of a group and, last, of a constant 1: {@code [size + 1, size +
   * 1]}.
   */
  public double[][] moments(int group, int first, int size) {
    if (size < columns) {
      return newMoments(group, first, size);
    }
    if (known[group] == null) {
      known[group] = newMoments(group, 0, size);
    }
    return Arrays.stream(known[group]).map(double[]::clone).toArray(double[][]::new);
  }

  private double[][] newMoments(int group, int first, int size) {
    double[][] moments = Products.of(lines[group], lines[group], columns, first, size);
    double[] means = new double[size + 1];
    means[size] = 1;
    for (int from = first; from < lines[group].length; from += columns) {
      for (int i = 0; i < size; i++) {
        means[i] += lines[group][from + i] / count();
      }
    }
    double[][] all = new double[size + 1][];
    for (int i = 0; i < size; i++) {
      all[i] = Arrays.copyOf(moments[i], size + 1);
      all[i][size] = means[i];
    }
    all[size] = means;
    return all;
  }

  /**
   * Mean products of what rows lose, since what they read has changed, with what they read now, and
   * with 1: {@code E[w'(x0 - x) x_j]}.
   *
   * @param before what was read before
   * @param weights of the whole layer, row-major
   * @return {@code [rows of the group, size + 1]}
   */
  public double[][] lost(LayerInputs before, int group, int first, int size, float[] weights) {
    int rows = weights.length / columns / groups();
    int start = group * rows * columns + first;
    float[] shift = shift(before, group, first, size);
    return Products.ofRows(weights, start, columns, rows, size, shift);
  }

  /** {@code E[(x0_i - x_i) x_j]}, of blocks that are whole kept; {@code [size, size + 1]}. */
  private float[] shift(LayerInputs before, int group, int first, int size) {
    if (size < columns) {
      return newShift(before, group, first, size);
    }
    if (shiftedFrom != before) {
      Arrays.fill(shifts, null);
      shiftedFrom = before;
    }
    if (shifts[group] == null) {
      shifts[group] = newShift(before, group, 0, size);
    }
    return shifts[group];
  }

  private float[] newShift(LayerInputs before, int group, int first, int size) {
    float[] change = before.lines[group].clone();
    for (int i = 0; i < change.length; i++) {
      change[i] -= lines[group][i];
    }
    double[][] products = Products.of(change, lines[group], columns, first, size);
    float[] all = new float[size * (size + 1)];
    for (int i = 0; i < size; i++) {
      double mean = 0;
      for (int at = first + i; at < change.length; at += columns) {
        mean += (double) change[at] / count();
      }
      for (int j = 0; j < size; j++) {
        all[i * (size + 1) + j] = (float) products[i][j];
      }
      all[i * (size + 1) + size] = (float) mean;
    }
    return all;
  }

  /**
   * Mean products of some numbers of each line with some columns and, last, with 1.
   *
   * @param numbers {@code [lines, rows]}
   * @return {@code [rows, size + 1]}
   */
  public double[][] products(int group, float[] numbers, int first, int size) {
    int rows = numbers.length / count();
    double[][] products = Products.of(numbers, rows, lines[group], columns, first, size);
    double[][] all = new double[rows][];
    for (int row = 0; row < rows; row++) {
      all[row] = Arrays.copyOf(products[row], size + 1);
      for (int at = row; at < numbers.length; at += rows) {
        all[row][size] += (double) numbers[at] / count();
      }
    }
    return all;
  }

  /**
   * Adds what weights give for some columns of each line.
   *
   * @param weights {@code [size, rows]}
   * @param sign 1, or -1 to take it away
   * @param sums {@code [lines, rows]}
   */
  public void addOutputs(int group, int first, int size, float[] weights, int sign, float[] sums) {
    int rows = weights.length / size;
    for (int line = 0; line < count(); line += SOME_LINES) {
      int some = Math.min(SOME_LINES, count() - line);
      int from = line * columns + first;
      double[][] outputs = Products.outputs(lines[group], from, columns, some, size, weights);
      for (int i = 0; i < some * rows; i++) {
        sums[line * rows + i] += (float) (sign * outputs[i / rows][i % rows]);
      }
    }
  }
}
