package org.sparsevd.compress.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparsevd.compress.moments.Inverse;

/** The factors of moments, against a second way to the same numbers. */
class FeedbackTest {
  private static final int SIZE = 9;

  static double[][] moments(Random random, int size) {
    double[][] moments = new double[size][size];
    for (int sample = 0; sample < 60; sample++) {
      double shared = random.nextGaussian();
      double[] x = random.doubles(size, -1, 1).toArray();
      x[size - 1] = 1;
      for (int i = 0; i < size; i++) {
        x[i] += i < size - 1 ? shared * i / size : 0;
      }
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          moments[i][j] += x[i] * x[j] / 60;
        }
      }
    }
    return moments;
  }

  @Test
  void solvesAsTheInverseDoes() {
    Random random = new Random(4);
    double[][] moments = moments(random, SIZE);
    double[][] inverse = Inverse.of(moments);
    Feedback feedback = Feedback.of(moments, IntStream.range(0, SIZE - 1).toArray());
    double[] y = random.doubles(SIZE, -1, 1).toArray();
    double[] ordered = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      ordered[i] = y[feedback.order()[i]];
    }
    feedback.solve(ordered);
    for (int i = 0; i < SIZE; i++) {
      int own = feedback.order()[i];
      double sum = IntStream.range(0, SIZE).mapToDouble(j -> inverse[own][j] * y[j]).sum();
      assertThat(ordered[i]).isCloseTo(sum, within(1e-5 * (1 + Math.abs(sum))));
    }
  }

  @Test
  void costsAddUpToTheErrorOfTheOutput() {
    Random random = new Random(5);
    double[][] moments = moments(random, SIZE);
    int[] some = {0, 2, 3, 6};
    Feedback feedback = Feedback.of(moments, some);
    int[] order = feedback.order();
    assertThat(order).containsExactlyInAnyOrder(0, 2, 3, 6, SIZE - 1);
    assertThat(order[order.length - 1]).isEqualTo(SIZE - 1);
    float[] errors = new float[order.length];
    float[] carried = new float[order.length];
    double sum = 0;
    for (int k = 0; k < order.length; k++) {
      errors[k] = (float) random.nextGaussian();
      double all = errors[k] + carried[k];
      sum += feedback.cost(k) * all * all;
      feedback.settle(carried, k, errors[k]);
    }
    double expected = 0;
    for (int i = 0; i < order.length; i++) {
      for (int j = 0; j < order.length; j++) {
        expected += errors[i] * moments[order[i]][order[j]] * errors[j];
      }
    }
    assertThat(sum).isCloseTo(expected, within(1e-4 * expected));
  }

  @Test
  void anErrorCostsWhatTheInverseSays() {
    double[][] moments = moments(new Random(6), SIZE);
    double[][] inverse = Inverse.of(moments);
    double[] costs = Feedback.of(moments, IntStream.range(0, SIZE - 1).toArray()).costs();
    for (int i = 0; i < SIZE - 1; i++) {
      assertThat(costs[i]).isCloseTo(1 / inverse[i][i], within(1e-5 * costs[i]));
    }
    // Fewer columns make up for less, so each costs more.
    double[] some = Feedback.of(moments, new int[] {0, 2, 7}).costs();
    for (int i : new int[] {0, 2, 7}) {
      assertThat(some[i]).isGreaterThan(costs[i]);
    }
    assertThat(some[1]).isZero();
  }
}
