package org.sparsevd.compress.solve;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * In which order the weights of a row are decided on, and how those that are left make up for what
 * is off by then.
 *
 * <p>With {@code H} the second moments of the inputs and {@code e} the errors of the weights, the
 * row's output is off by {@code e' H e}. As {@code H = U D U'} with 1 on the diagonal of the upper
 * triangle {@code U}, that is the sum over k of {@code d_k (e_k + sum over i < k of U_ik e_i)^2}:
 * once the weights before k are decided on, the best value of weight k is its own plus that sum
 * (Frantar and others, "GPTQ", ICLR 2023, in the form of Chee and others, "QuIP", NeurIPS 2023).
 * Weights whose inputs are largest go first, the bias last.
 */
public final class Feedback {
  /** From so many rows on processors share them. */
  private static final int PARALLEL = 192;

  private final int[] order;
  private final float[][] upper;
  private final double[] diagonal;

  private Feedback(int[] order, float[][] upper, double[] diagonal) {
    this.order = order;
    this.upper = upper;
    this.diagonal = diagonal;
  }

  /**
   * For the moments of these columns, and of the constant 1.
   *
   * @param moments {@code [n + 1, n + 1]}, damped; the constant stands last
   * @param columns some of 0 to n - 1
   */
  public static Feedback of(double[][] moments, int[] columns) {
    int constant = moments.length - 1;
    Integer[] sorted = Arrays.stream(columns).boxed().toArray(Integer[]::new);
    Arrays.sort(sorted, (a, b) -> Double.compare(moments[b][b], moments[a][a]));
    int size = sorted.length + 1;
    int[] order = new int[size];
    for (int i = 0; i < size - 1; i++) {
      order[i] = sorted[i];
    }
    order[size - 1] = constant;
    double[][] lower = new double[size][];
    for (int i = 0; i < size; i++) {
      lower[i] = new double[i + 1];
      for (int j = 0; j <= i; j++) {
        lower[i][j] = moments[order[i]][order[j]];
      }
    }
    return factored(order, lower);
  }

  /** Takes the last row and column off, one after the other. */
  private static Feedback factored(int[] order, double[][] lower) {
    int size = order.length;
    double[] diagonal = new double[size];
    float[][] upper = new float[size][size];
    for (int k = size - 1; k >= 0; k--) {
      double[] last = lower[k];
      double pivot = Math.max(last[k], Double.MIN_NORMAL);
      diagonal[k] = pivot;
      IntStream rows = IntStream.range(0, k);
      (k < PARALLEL ? rows : rows.parallel()).forEach(i -> takeOff(lower[i], last, pivot, i));
      for (int i = 0; i < k; i++) {
        upper[i][k] = (float) (last[i] / pivot);
      }
    }
    return new Feedback(order, upper, diagonal);
  }

  private static void takeOff(double[] row, double[] last, double pivot, int i) {
    double factor = last[i] / pivot;
    if (factor != 0) {
      for (int j = 0; j <= i; j++) {
        row[j] -= factor * last[j];
      }
    }
  }

  /** The columns, and the constant last. */
  int[] order() {
    return order;
  }

  /** What an error at this place of the order costs, over its square, with the best of the rest. */
  double cost(int place) {
    return diagonal[place];
  }

  /** The mean of the costs, but for the constant's. */
  public double meanCost() {
    double sum = 0;
    for (int i = 0; i < diagonal.length - 1; i++) {
      sum += diagonal[i];
    }
    return sum / Math.max(1, diagonal.length - 1);
  }

  /**
   * Moves what is left to be decided on.
   *
   * @param values in order, the best ones by now
   * @param error of the weight at this place: what was wanted at first minus what it became
   */
  void settle(float[] values, int place, float error) {
    if (error == 0) {
      return;
    }
    float[] row = upper[place];
    for (int k = place + 1; k < values.length; k++) {
      values[k] += error * row[k];
    }
  }

  /**
   * What an error in a column costs, over its square, when all others make up for it as well as
   * they can: {@code 1 / (H^-1)_ii} (Hassibi and Stork, "Optimal brain surgeon", 1993).
   *
   * @return by the number of the column; 0 for columns that are left out
   */
  public double[] costs() {
    int size = order.length;
    double[] costs = new double[Arrays.stream(order).max().orElseThrow() + 1];
    IntStream places = IntStream.range(0, size - 1);
    (size < PARALLEL ? places : places.parallel())
        .forEach(place -> costs[order[place]] = 1 / inverse(place));
    return costs;
  }

  /** The inverse of H at this place of its diagonal, by a column of the inverse of U. */
  private double inverse(int place) {
    double[] column = new double[place + 1];
    column[place] = 1;
    double sum = 1 / diagonal[place];
    for (int k = place - 1; k >= 0; k--) {
      float[] row = upper[k];
      double entry = -dot(row, column, k + 1, place + 1);
      column[k] = entry;
      sum += entry * entry / diagonal[k];
    }
    return sum;
  }

  /** Solves {@code H x = y} in place, both in order. */
  void solve(double[] y) {
    int size = order.length;
    for (int k = size - 1; k >= 0; k--) {
      y[k] -= dot(upper[k], y, k + 1, size);
    }
    for (int k = 0; k < size; k++) {
      y[k] /= diagonal[k];
    }
    for (int k = 0; k < size; k++) {
      double value = y[k];
      float[] row = upper[k];
      for (int j = k + 1; j < size; j++) {
        y[j] -= row[j] * value;
      }
    }
  }

  /** Four sums at a time: one alone waits for itself. */
  private static double dot(float[] a, double[] b, int from, int to) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int i = from;
    for (; i + 3 < to; i += 4) {
      sum0 += a[i] * b[i];
      sum1 += a[i + 1] * b[i + 1];
      sum2 += a[i + 2] * b[i + 2];
      sum3 += a[i + 3] * b[i + 3];
    }
    for (; i < to; i++) {
      sum0 += a[i] * b[i];
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }
}
