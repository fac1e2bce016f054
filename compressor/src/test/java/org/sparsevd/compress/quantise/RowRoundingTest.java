package org.sparsevd.compress.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.compress.moments.Inverse;

class RowRoundingTest {
  private static final long SEED = 5;
  private static final int SIZE = 12;

  /** Moments of correlated inputs, the last of them a constant 1. */
  private static double[][] moments(Random random) {
    double[][] moments = new double[SIZE][SIZE];
    for (int sample = 0; sample < 300; sample++) {
      double shared = random.nextGaussian();
      double[] x = new double[SIZE];
      for (int i = 0; i < SIZE; i++) {
        x[i] = i == SIZE - 1 ? 1 : 1 + shared + 0.3 * random.nextGaussian();
      }
      for (int i = 0; i < SIZE; i++) {
        for (int j = 0; j < SIZE; j++) {
          moments[i][j] += x[i] * x[j] / 300;
        }
      }
    }
    return moments;
  }

  private static double error(double[][] moments, double[] weights, int[] symbols, double step) {
    double error = 0;
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        double a = weights[i] - symbols[i] * step;
        double b = weights[j] - symbols[j] * step;
        error += a * moments[i][j] * b;
      }
    }
    return error;
  }

  @Test
  void makesUpForErrorsThatRoundingByItselfLeaves() {
    Random random = new Random(SEED);
    double nearestErrors = 0;
    double errors = 0;
    for (int round = 0; round < 30; round++) {
      double[][] moments = moments(random);
      double[] weights = random.doubles(SIZE, -3, 3).toArray();
      int[] nearest = new int[SIZE];
      for (int i = 0; i < SIZE; i++) {
        nearest[i] = (int) Math.rint(weights[i]);
      }
      RowRounding rounding = new RowRounding(weights.clone(), Inverse.of(moments));
      int[] symbols = rounding.round(1, 1, 1, (i, value, error) -> (int) Math.rint(value));
      nearestErrors += error(moments, weights, nearest, 1);
      errors += error(moments, weights, symbols, 1);
    }
    assertThat(errors).as("seed %d", SEED).isLessThan(nearestErrors / 2);
  }

  @Test
  void theInverseIsOne() {
    double[][] moments = moments(new Random(SEED));
    double[][] inverse = Inverse.of(moments);
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        double sum = 0;
        for (int k = 0; k < SIZE; k++) {
          sum += moments[i][k] * inverse[k][j];
        }
        assertThat(sum).isCloseTo(i == j ? 1 : 0, within(1e-8));
      }
    }
  }
}
