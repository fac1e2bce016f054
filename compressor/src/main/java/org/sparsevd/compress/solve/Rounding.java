package org.sparsevd.compress.solve;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Rounds the weights of a block to multiples of a step, and fits its biases. Weight after weight
 * takes the symbol of the least sum of distortion and rate, zero among those that are tried, and
 * what is left makes up for the error ({@link Feedback}). Then each weight is looked at again with
 * all others as they are, for at first nobody knew what the later ones would become.
 *
 * <p>A weight that is zero stays zero.
 *
 * @param step size of the step
 * @param trade what a nat of the file is worth: 1 is what the step itself trades it for. Finer
 *     steps change the distortion by {@code d step^2 / 6} for a nat, where d is the mean cost of
 *     the columns.
 */
public record Rounding(double step, double trade, Rates rates) implements Consumer<Block> {
  /** How often each weight is looked at again. */
  private static final int SWEEPS = 2;

  /** Of a row's columns: with fewer weights that are not zero, it has an order of its own. */
  private static final double SPARSE = 0.4;

  /** Weights of such a row, at most. */
  private static final int MOST_OWN = 512;

  @Override
  public void accept(Block block) {
    int[] all = IntStream.range(0, block.columns()).toArray();
    int[][] live = new int[block.rows()][];
    Arrays.setAll(live, row -> live(block, row, all));
    double nat = trade * step * step * block.feedback().meanCost() / 6;
    float[][] moments = floats(block.moments());
    IntStream.range(0, block.rows())
        .parallel()
        .forEach(
            row -> {
              boolean own = isSparse(live[row], all);
              Feedback order = own ? Feedback.of(block.moments(), live[row]) : block.feedback();
              round(block, row, order, moments, nat);
            });
  }

  private static int[] live(Block block, int row, int[] all) {
    return Arrays.stream(all).filter(i -> block.weight()[block.at(row, i)] != 0).toArray();
  }

  private static boolean isSparse(int[] live, int[] all) {
    return live.length < SPARSE * all.length && live.length <= MOST_OWN;
  }

  private static float[][] floats(double[][] matrix) {
    float[][] floats = new float[matrix.length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix.length; j++) {
        floats[i][j] = (float) matrix[i][j];
      }
    }
    return floats;
  }

  private void round(Block block, int row, Feedback feedback, float[][] moments, double nat) {
    int[] order = feedback.order();
    double[] wanted = block.wanted()[row];
    float[] values = new float[order.length];
    for (int i = 0; i < order.length; i++) {
      values[i] = (float) wanted[order[i]];
    }
    float[] errors = new float[wanted.length];
    for (int i = 0; i < wanted.length; i++) {
      errors[i] = (float) wanted[i];
    }
    int last = order.length - 1;
    for (int i = 0; i < last; i++) {
      int at = block.at(row, order[i]);
      float kept = best(block.weight()[at] != 0, values[i], feedback.cost(i), at, nat);
      errors[order[i]] = (float) (wanted[order[i]] - kept);
      feedback.settle(values, i, errors[order[i]]);
    }
    errors[order[last]] = (float) (wanted[order[last]] - values[last]);
    again(block, row, moments, errors, nat);
  }

  /** The best multiple of the step for a weight; zero for one that is zero. */
  private float best(boolean live, double value, double cost, int at, double nat) {
    if (!live) {
      return 0;
    }
    double exact = value / step;
    double nearest = Math.rint(exact);
    if (nat == 0 || nearest == 0) {
      return (float) (nearest * step);
    }
    double best = nearest;
    double least = cost(exact, nearest, cost, at, nat);
    double inner = nearest - Math.signum(nearest);
    double least2 = cost(exact, inner, cost, at, nat);
    if (least2 < least) {
      best = inner;
      least = least2;
    }
    return inner != 0 && cost(exact, 0, cost, at, nat) < least ? 0 : (float) (best * step);
  }

  private double cost(double exact, double symbol, double cost, int at, double nat) {
    double error = (exact - symbol) * step;
    return cost * error * error + nat * rates.nats(at, (int) symbol);
  }

  /** Looks at each weight again, and at the bias. Writes the row. */
  private void again(Block block, int row, float[][] moments, float[] errors, double nat) {
    int constant = errors.length - 1;
    double[] wanted = block.wanted()[row];
    float[] slope = new float[errors.length];
    for (int i = 0; i < errors.length; i++) {
      add(slope, moments[i], errors[i]);
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      for (int i = 0; i < constant; i++) {
        int at = block.at(row, i);
        if (block.weight()[at] != 0) {
          float own = moments[i][i];
          double value = wanted[i] - errors[i] + slope[i] / own;
          float error = (float) (wanted[i] - best(true, value, own, at, nat));
          move(i, error, moments, errors, slope);
        }
      }
      float free = errors[constant] - slope[constant] / moments[constant][constant];
      move(constant, free, moments, errors, slope);
    }
    for (int i = 0; i < constant; i++) {
      int at = block.at(row, i);
      double symbol = Math.rint((wanted[i] - errors[i]) / step);
      block.weight()[at] = block.weight()[at] == 0 ? 0 : (float) (symbol * step);
    }
    block.bias()[block.firstRow() + row] = (float) (wanted[constant] - errors[constant]);
  }

  private static void move(int i, float error, float[][] moments, float[] errors, float[] slope) {
    if (error != errors[i]) {
      add(slope, moments[i], error - errors[i]);
      errors[i] = error;
    }
  }

  private static void add(float[] sums, float[] row, float factor) {
    if (factor != 0) {
      for (int j = 0; j < sums.length; j++) {
        sums[j] += factor * row[j];
      }
    }
  }
}
