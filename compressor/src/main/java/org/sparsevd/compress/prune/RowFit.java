package org.sparsevd.compress.prune;

import java.util.stream.IntStream;
import org.sparsevd.compress.solve.Block;

/**
 * The weights of a row that are not zero, and its bias, so that the row's output is nearest to what
 * all of its weights gave: the minimum of {@code (v - w)' H (v - w)} over the {@code v} that have
 * the zeros, where {@code H} are the second moments of the inputs, with a little of their mean
 * added to the diagonal. By conjugate gradients from where the row is.
 */
final class RowFit {
  /** Steps of the last fit, and of one that others follow. */
  private static final int MOST_STEPS = 16;

  private static final int FEW_STEPS = 6;
  private static final double TOLERANCE = 1e-4;

  private final double[][] moments;
  private final double[] target;

  /**
   * A row of n weights and a bias.
   *
   * @param moments of the inputs and the constant 1, {@code [n + 1, n + 1]}
   * @param wanted {@code H w} of the weights that are to be met
   */
  private RowFit(double[][] moments, double[] wanted) {
    this.moments = moments;
    this.target = wanted;
  }

  /**
   * Fits every row of a block to what is wanted of it. Weights that are zero stay zero.
   *
   * @param last whether no other fit follows, for which a rough one is enough
   */
  static void fit(Block block, boolean last) {
    double[][] h = block.moments();
    IntStream.range(0, block.rows())
        .parallel()
        .forEach(
            row -> {
              double[] target = block.wanted()[row];
              double[] wanted = new double[target.length];
              for (int i = 0; i < wanted.length; i++) {
                wanted[i] = dot(h[i], target);
              }
              new RowFit(h, wanted).fit(block, row, last ? MOST_STEPS : FEW_STEPS);
            });
  }

  private void fit(Block block, int row, int steps) {
    float[] weight = block.weight();
    float[] bias = block.bias();
    int columns = target.length - 1;
    int[] live = new int[columns + 1];
    int count = 0;
    for (int i = 0; i < columns; i++) {
      if (weight[block.at(row, i)] != 0) {
        live[count++] = i;
      }
    }
    live[count++] = columns;
    double[] x = new double[count];
    double[] residual = new double[count];
    double[][] h = new double[count][count];
    for (int a = 0; a < count; a++) {
      x[a] = live[a] == columns ? bias[block.firstRow() + row] : weight[block.at(row, live[a])];
      for (int b = 0; b < count; b++) {
        h[a][b] = moments[live[a]][live[b]];
      }
    }
    for (int a = 0; a < count; a++) {
      residual[a] = target[live[a]] - dot(h[a], x);
    }
    solve(h, x, residual, steps);
    for (int a = 0; a < count - 1; a++) {
      weight[block.at(row, live[a])] = (float) x[a];
    }
    bias[block.firstRow() + row] = (float) x[count - 1];
  }

  /** Conjugate gradients, preconditioned by the diagonal. */
  private static void solve(double[][] h, double[] x, double[] residual, int steps) {
    int count = x.length;
    double[] direction = new double[count];
    double[] moved = new double[count];
    double before = 0;
    double first = 0;
    for (int step = 0; step < steps; step++) {
      double size = 0;
      for (int i = 0; i < count; i++) {
        size += residual[i] * residual[i] / (h[i][i] + Double.MIN_NORMAL);
      }
      first = step == 0 ? size : first;
      if (!(size > TOLERANCE * TOLERANCE * first)) {
        return;
      }
      double back = step == 0 ? 0 : size / before;
      for (int i = 0; i < count; i++) {
        direction[i] = residual[i] / (h[i][i] + Double.MIN_NORMAL) + back * direction[i];
      }
      for (int i = 0; i < count; i++) {
        moved[i] = dot(h[i], direction);
      }
      double along = dot(direction, moved);
      if (!(along > 0)) {
        return;
      }
      for (int i = 0; i < count; i++) {
        x[i] += size / along * direction[i];
        residual[i] -= size / along * moved[i];
      }
      before = size;
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
