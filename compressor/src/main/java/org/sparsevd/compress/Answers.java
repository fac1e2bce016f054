package org.sparsevd.compress;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * What a net answers to a number of inputs, and how good that is. All divergences are
 * Kullback-Leibler's, in nats.
 *
 * @param values {@code [count, classes]}, row-major: scores, whose softmax is the probabilities of
 *     the classes
 */
public record Answers(float[] values, int classes) {
  /** In place of the label of an input for which no answer is right. */
  public static final int NO_CLASS = -1;

  /** Instead of a probability of zero. */
  private static final double LEAST = 1e-30;

  private static final double PERCENT = 100;

  public int count() {
    return values.length / classes;
  }

  /** The answers to the first inputs. */
  public Answers first(int inputs) {
    return new Answers(Arrays.copyOf(values, inputs * classes), classes);
  }

  /** The class with the largest score; the first of equal ones. */
  public int top1(int input) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      if (values[input * classes + c] > values[input * classes + best]) {
        best = c;
      }
    }
    return best;
  }

  /** The softmax of an input's scores. */
  public double[] probabilities(int input) {
    double[] shares = logProbabilities(input);
    for (int c = 0; c < classes; c++) {
      shares[c] = Math.exp(shares[c]);
    }
    return shares;
  }

  /** The logarithms of the softmax of an input's scores. */
  private double[] logProbabilities(int input) {
    int from = input * classes;
    double largest = values[from + top1(input)];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(values[from + c] - largest);
    }
    double whole = largest + Math.log(sum);
    double[] logs = new double[classes];
    for (int c = 0; c < classes; c++) {
      logs[c] = values[from + c] - whole;
    }
    return logs;
  }

  /** The mean divergence of these probabilities from the expected ones. */
  public double divergence(Answers expected) {
    double sum = 0;
    for (int i = 0; i < count(); i++) {
      double[] logs = logProbabilities(i);
      double[] had = expected.logProbabilities(i);
      for (int c = 0; c < classes; c++) {
        double share = Math.exp(had[c]);
        sum += share == 0 ? 0 : share * (had[c] - logs[c]);
      }
    }
    return sum / count();
  }

  /** Of answers that are probabilities already: scores whose softmax they are. */
  public Answers logarithms() {
    float[] logs = new float[values.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = (float) Math.log(Math.max(LEAST, values[i]));
    }
    return new Answers(logs, classes);
  }

  /** Share of the inputs whose label is not the class with the largest score, 0 to 100. */
  public double errorPercent(int[] labels) {
    return errorPercent(input -> labels[input]);
  }

  /** The same for labels that lie elsewhere, by the number of the input. */
  public double errorPercent(IntUnaryOperator labels) {
    int wrong = 0;
    for (int i = 0; i < count(); i++) {
      wrong += top1(i) == labels.applyAsInt(i) ? 0 : 1;
    }
    return PERCENT * wrong / count();
  }

  /** These labels, but {@link #NO_CLASS} in place of those that these answers get wrong. */
  public int[] rightOf(int[] labels) {
    int[] right = new int[labels.length];
    for (int i = 0; i < labels.length; i++) {
      right[i] = top1(i) == labels[i] ? labels[i] : NO_CLASS;
    }
    return right;
  }

  /** Share of the inputs for which both give the same class the largest score, 0 to 1. */
  public double top1Agreement(Answers other) {
    int same = 0;
    for (int i = 0; i < count(); i++) {
      same += top1(i) == other.top1(i) ? 1 : 0;
    }
    return (double) same / count();
  }

  /** Largest difference of a score; not a number if one of the scores is none. */
  public double maxAbsDifference(Answers other) {
    double largest = 0;
    for (int i = 0; i < values.length; i++) {
      largest = Math.max(largest, Math.abs((double) values[i] - other.values[i]));
    }
    return largest;
  }

  /** Largest magnitude of a score. */
  public double largest() {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** Root mean square of the differences, in percent of that of the other's scores. */
  public double differencePercent(Answers other) {
    return sharePercent(other, new double[classes]);
  }

  /**
   * Root mean square of the differences, in percent of the standard deviation of the other's scores
   * from input to input: 100 is what the same answer to everything makes of it.
   */
  public double changePercent(Answers other) {
    double[] means = new double[classes];
    for (int i = 0; i < values.length; i++) {
      means[i % classes] += (double) other.values[i] / count();
    }
    return sharePercent(other, means);
  }

  private double sharePercent(Answers other, double[] means) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < values.length; i++) {
      double d = (double) values[i] - other.values[i];
      double v = other.values[i] - means[i % classes];
      difference += d * d;
      size += v * v;
    }
    return difference == 0 ? 0 : PERCENT * Math.sqrt(difference / size);
  }
}
