package org.sparsevd.trainer.data;

import java.util.Arrays;
import java.util.Locale;
import org.sparsevd.compress.Answers;

/**
 * What a net is to say of each input, where that is no class.
 *
 * @param values finite, {@code [count, width]}; 0 or 1 for {@link Kind#LABELS}
 * @param width numbers for each input, as many as a net puts out
 */
public record Targets(Kind kind, float[] values, int width) {
  private static final double PERCENT = 100;

  /** What is learned. */
  public enum Kind {
    /** The one class that an input belongs to, from 0. */
    CLASSES,
    /** Real numbers, by their squared error. */
    VALUES,
    /** Labels that each hold or do not, by the cross-entropy of their sigmoids. */
    LABELS;

    /** The name in options. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The kind of this {@link #id}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Kind of(String id) {
      for (Kind kind : values()) {
        if (kind.id().equals(id)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("expected classes, values or labels, found " + id);
    }
  }

  int count() {
    return values.length / width;
  }

  /** Those of some neighbouring inputs. */
  Targets part(int from, int count) {
    return new Targets(
        kind, Arrays.copyOfRange(values, from * width, (from + count) * width), width);
  }

  /** The same in another order. */
  Targets inOrder(int[] order) {
    float[] moved = new float[order.length * width];
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(values, order[i] * width, moved, i * width, width);
    }
    return new Targets(kind, moved, width);
  }

  /**
   * These and then others.
   *
   * @throws IllegalArgumentException if those are of another kind or number
   */
  Targets followedBy(Targets others) {
    if (others.kind != kind || others.width != width) {
      throw new IllegalArgumentException(
          others.width + " " + others.kind.id() + " cannot follow " + width + " " + kind.id());
    }
    float[] all = Arrays.copyOf(values, values.length + others.values.length);
    System.arraycopy(others.values, 0, all, values.length, others.values.length);
    return new Targets(kind, all, width);
  }

  /**
   * How wrong answers are, in percent. Of values it is the root of the mean squared error by that
   * of the squared distance from the mean: 100 is what the mean alone achieves. Of labels it is the
   * share that is wrong; a label holds where the answer is positive.
   *
   * @param answers to the first inputs
   */
  public double errorPercent(Answers answers) {
    if (kind == Kind.LABELS) {
      int wrong = 0;
      for (int i = 0; i < answers.values().length; i++) {
        wrong += answers.values()[i] > 0 == values[i] > 0 ? 0 : 1;
      }
      return PERCENT * wrong / answers.values().length;
    }
    double share = 0;
    double[] errors = squaredErrors(answers);
    double[] spreads = part(0, answers.count()).deviations();
    for (int t = 0; t < width; t++) {
      share += errors[t] == 0 ? 0 : errors[t] / (spreads[t] * spreads[t]) / width;
    }
    return PERCENT * Math.sqrt(share);
  }

  /** The root of the mean squared error of each value, in its own units. */
  public double[] rootMeanSquares(Answers answers) {
    return Arrays.stream(squaredErrors(answers)).map(Math::sqrt).toArray();
  }

  private double[] squaredErrors(Answers answers) {
    double[] sums = new double[width];
    for (int i = 0; i < answers.values().length; i++) {
      double error = (double) answers.values()[i] - values[i];
      sums[i % width] += error * error / answers.count();
    }
    return sums;
  }

  /** The mean of each number. */
  public double[] means() {
    double[] means = new double[width];
    for (int i = 0; i < values.length; i++) {
      means[i % width] += (double) values[i] / count();
    }
    return means;
  }

  /** The standard deviation of each number; 1 where it is always the same. */
  public double[] deviations() {
    double[] means = means();
    double[] squares = new double[width];
    for (int i = 0; i < values.length; i++) {
      double distance = values[i] - means[i % width];
      squares[i % width] += distance * distance / count();
    }
    return Arrays.stream(squares).map(s -> s == 0 ? 1 : Math.sqrt(s)).toArray();
  }
}
