package org.sparsevd.codec.tabled;

import java.util.Arrays;

/**
 * Finds the classes of a block's rows and columns: magnitudes are taken for products of a size of
 * the row and one of the column, in steps of a fraction of an octave.
 */
final class Fit {
  private static final int PASSES = 3;

  /** Steps to an octave that are tried. */
  private static final int[] FINENESS = {2, 3, 4};

  /** Sums that fewer weights have than one in so many share the next one's table. */
  private static final int RARE = 200;

  /** About what a level in a table takes in a file, in bits. */
  private static final double LEVEL_BITS = 3.5;

  private static final double LOG_2 = Math.log(2);

  private final int[] symbols;
  private final int start;
  private final int width;
  private final double[] rows;
  private final double[] columns;

  private Fit(int[] symbols, int start, int height, int width) {
    this.symbols = symbols;
    this.start = start;
    this.width = width;
    this.rows = new double[height];
    this.columns = new double[width];
  }

  /** The classes that make so many rows smallest, of those that are tried. */
  static Classes of(int[] symbols, int start, int height, int width) {
    Fit fit = new Fit(symbols, start, height, width);
    fit.sizes();
    int best = FINENESS[0];
    double least = Double.MAX_VALUE;
    for (int fineness : FINENESS) {
      double bits = fit.bits(fit.classes(fineness, new int[width]));
      best = bits < least ? fineness : best;
      least = Math.min(bits, least);
    }
    Classes leaning = fit.classes(best, fit.leans());
    return fit.bits(leaning) < least ? leaning : fit.classes(best, new int[width]);
  }

  /** Alternates between the sizes of rows and those of columns. */
  private void sizes() {
    Arrays.fill(rows, 1);
    for (int pass = 0; pass < PASSES; pass++) {
      double all = Arrays.stream(rows).sum();
      Arrays.fill(columns, 0);
      for (int row = 0; row < rows.length; row++) {
        for (int column = 0; column < width; column++) {
          columns[column] += Math.abs(symbols[start + row * width + column]);
        }
      }
      Arrays.setAll(columns, column -> columns[column] / Math.max(1e-9, all));
      double across = Arrays.stream(columns).sum();
      for (int row = 0; row < rows.length; row++) {
        long sum = 0;
        for (int column = 0; column < width; column++) {
          sum += Math.abs(symbols[start + row * width + column]);
        }
        rows[row] = sum / Math.max(1e-9, across);
      }
    }
  }

  private int[] leans() {
    long[] sums = new long[width];
    long[] sizes = new long[width];
    for (int i = 0; i < rows.length * width; i++) {
      sums[i % width] += symbols[start + i];
      sizes[i % width] += Math.abs(symbols[start + i]);
    }
    int[] leans = new int[width];
    for (int column = 0; column < width; column++) {
      long lean = Math.round(8.0 * sums[column] / Math.max(1, sizes[column]));
      leans[column] = (int) Math.max(-Classes.LEANS, Math.min(Classes.LEANS, lean));
    }
    return leans;
  }

  private Classes classes(int fineness, int[] leans) {
    int[] rowClasses = classes(rows, fineness);
    int[] columnClasses = classes(columns, fineness);
    int[] live = new int[width];
    for (int column = 0; column < width; column++) {
      live[column] = columnClasses[column] == 0 ? 0 : leans[column];
    }
    int[] ofRow = counts(rowClasses);
    int[] ofColumn = counts(columnClasses);
    long[] sums = new long[2 * Classes.SIZES - 1];
    long all = 0;
    for (int i = 1; i < Classes.SIZES; i++) {
      for (int j = 1; j < Classes.SIZES; j++) {
        sums[i + j] += (long) ofRow[i] * ofColumn[j];
        all += (long) ofRow[i] * ofColumn[j];
      }
    }
    int least = 2;
    for (long below = sums[least]; below * RARE < all; below += sums[least]) {
      least++;
    }
    int most = sums.length - 1;
    for (long above = sums[most]; most > least && above * RARE < all; above += sums[most]) {
      most--;
    }
    return new Classes(rowClasses, columnClasses, live, least, most);
  }

  private static int[] counts(int[] classes) {
    int[] counts = new int[Classes.SIZES];
    for (int size : classes) {
      counts[size]++;
    }
    return counts;
  }

  /** The middle size is in the middle class; zero has its own. */
  private static int[] classes(double[] sizes, int fineness) {
    int[] classes = new int[sizes.length];
    double sum = 0;
    int live = 0;
    for (double size : sizes) {
      sum += size > 0 ? Math.log(size) : 0;
      live += size > 0 ? 1 : 0;
    }
    double middle = sum / Math.max(1, live);
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] > 0) {
        double place = fineness * (Math.log(sizes[i]) - middle) / LOG_2;
        classes[i] = (int) Math.rint(Math.max(1, Math.min(Classes.SIZES - 1, place + 16)));
      }
    }
    return classes;
  }

  /** About what the block takes with these classes. */
  private double bits(Classes classes) {
    double bits = entropy(classes.rows()) + entropy(classes.columns()) + entropy(classes.leans());
    for (int[] counts : counts(symbols, start, classes)) {
      bits += counts == null ? 0 : tableBits(counts);
    }
    return bits;
  }

  private static double tableBits(int[] counts) {
    int present = 0;
    for (int count : counts) {
      present += count > 0 ? 1 : 0;
    }
    return entropy(counts, Arrays.stream(counts).sum()) + LEVEL_BITS * present;
  }

  private static double entropy(int[] lines) {
    int[] counts = new int[Classes.SIZES + Classes.LEANS];
    for (int line : lines) {
      counts[line + Classes.LEANS]++;
    }
    return entropy(counts, lines.length);
  }

  private static double entropy(int[] counts, long all) {
    double bits = 0;
    for (int count : counts) {
      bits += count == 0 ? 0 : count * Math.log((double) all / count) / LOG_2;
    }
    return bits;
  }

  /**
   * How often each bin occurs, by table; null for tables without places. Tables of columns that do
   * not lean have as many of either sign, about.
   */
  static int[][] counts(int[] symbols, int start, Classes classes) {
    int width = classes.columns().length;
    boolean[] used = classes.used();
    int[][] counts = new int[used.length][];
    for (int table = 0; table < used.length; table++) {
      counts[table] = used[table] ? new int[Bins.COUNT] : null;
    }
    int[] bins = new int[512];
    Arrays.setAll(bins, i -> Bins.of(i - 256));
    for (int row = 0; row < classes.rows().length; row++) {
      for (int column = 0; classes.rows()[row] > 0 && column < width; column++) {
        if (classes.columns()[column] > 0) {
          int symbol = symbols[start + row * width + column];
          int turned = classes.leans()[column] < 0 ? -symbol : symbol;
          boolean small = turned >= -256 && turned < 256;
          counts[classes.table(row, column)][small ? bins[turned + 256] : Bins.of(turned)]++;
        }
      }
    }
    return counts;
  }
}
