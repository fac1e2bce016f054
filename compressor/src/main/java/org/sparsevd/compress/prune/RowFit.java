package org.sparsevd.compress.prune;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.sparsevd.compress.solve.Block;

/**
 * The weights of a row that are not zero, and its bias, so that the row's output is nearest to what
 * all of its weights gave: the minimum of {@code (v - w)' H (v - w)} over the {@code v} that have
 * the zeros, where {@code H} are the second moments of the inputs, with a little of their mean
 * added to the diagonal. By conjugate gradients from where the row is.
 *
 * <p>Products with {@code H} are sums of its rows, of those alone that count. So loops run along
 * memory, and no row of weights needs a matrix of its own. Float32 is enough: each fit begins anew
 * with what the row is short of.
 */
final class RowFit {
  /** Steps of the last fit, and of one that others follow. */
  private static final int MOST_STEPS = 16;

  private static final int FEW_STEPS = 6;
  private static final double TOLERANCE = 1e-4;

  private final float[][] moments;
  private final int steps;

  private RowFit(float[][] moments, int steps) {
    this.moments = moments;
    this.steps = steps;
  }

  /**
   * Fits every row of a block to what is wanted of it. Weights that are zero stay zero.
   *
   * @param moments {@link #moments} of the block
   * @param last whether no other fit follows, for which a rough one is enough
   */
  static void fit(Block block, float[][] moments, boolean last) {
    RowFit fit = new RowFit(moments, last ? MOST_STEPS : FEW_STEPS);
    IntStream.range(0, block.rows()).parallel().forEach(row -> fit.fit(block, row));
  }

  /** The moments of a block's inputs and the constant 1, {@code [n + 1, n + 1]}. */
  static float[][] moments(Block block) {
    double[][] moments = block.moments();
    float[][] rounded = new float[moments.length][moments.length];
    for (int i = 0; i < rounded.length; i++) {
      for (int j = 0; j < rounded.length; j++) {
        rounded[i][j] = (float) moments[i][j];
      }
    }
    return rounded;
  }

  private void fit(Block block, int row) {
    float[] weight = block.weight();
    float[] bias = block.bias();
    double[] wanted = block.wanted()[row];
    int columns = wanted.length - 1;
    int[] live = new int[columns + 1];
    int count = 0;
    float[] x = new float[columns + 1];
    float[] off = new float[columns + 1];
    for (int i = 0; i < columns; i++) {
      x[i] = weight[block.at(row, i)];
      off[i] = (float) (wanted[i] - x[i]);
      if (x[i] != 0) {
        live[count++] = i;
      }
    }
    x[columns] = bias[block.firstRow() + row];
    off[columns] = (float) (wanted[columns] - x[columns]);
    live[count++] = columns;
    float[] residual = new float[columns + 1];
    times(off, IntStream.rangeClosed(0, columns).toArray(), columns + 1, residual);
    solve(live, count, x, residual);
    for (int a = 0; a < count - 1; a++) {
      weight[block.at(row, live[a])] = x[live[a]];
    }
    bias[block.firstRow() + row] = x[columns];
  }

  /** Conjugate gradients, preconditioned by the diagonal; of other columns nothing is said. */
  private void solve(int[] live, int count, float[] x, float[] residual) {
    float[] direction = new float[x.length];
    float[] moved = new float[x.length];
    double before = 0;
    double first = 0;
    for (int step = 0; step < steps; step++) {
      double size = 0;
      for (int a = 0; a < count; a++) {
        int i = live[a];
        size += (double) residual[i] * residual[i] / (moments[i][i] + Float.MIN_NORMAL);
      }
      first = step == 0 ? size : first;
      if (!(size > TOLERANCE * TOLERANCE * first)) {
        return;
      }
      double back = step == 0 ? 0 : size / before;
      for (int a = 0; a < count; a++) {
        int i = live[a];
        double steepest = residual[i] / (moments[i][i] + Float.MIN_NORMAL);
        direction[i] = (float) (steepest + back * direction[i]);
      }
      times(direction, live, count, moved);
      double along = 0;
      for (int a = 0; a < count; a++) {
        along += (double) direction[live[a]] * moved[live[a]];
      }
      if (!(along > 0)) {
        return;
      }
      float far = (float) (size / along);
      for (int i = 0; i < x.length; i++) {
        x[i] += far * direction[i];
        residual[i] -= far * moved[i];
      }
      before = size;
    }
  }

  /** The moments times a vector of which so many places count: four rows of them at a time. */
  private void times(float[] vector, int[] live, int count, float[] product) {
    Arrays.fill(product, 0);
    int a = 0;
    for (; a + 4 <= count; a += 4) {
      int i = live[a];
      int j = live[a + 1];
      int k = live[a + 2];
      int l = live[a + 3];
      add(
          moments[i],
          vector[i],
          moments[j],
          vector[j],
          moments[k],
          vector[k],
          moments[l],
          vector[l],
          product);
    }
    for (; a < count; a++) {
      float[] row = moments[live[a]];
      float factor = vector[live[a]];
      for (int i = 0; i < product.length; i++) {
        product[i] += factor * row[i];
      }
    }
  }

  private static void add(
      float[] a,
      float byA,
      float[] b,
      float byB,
      float[] c,
      float byC,
      float[] d,
      float byD,
      float[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += (a[i] * byA + b[i] * byB) + (c[i] * byC + d[i] * byD);
    }
  }
}
