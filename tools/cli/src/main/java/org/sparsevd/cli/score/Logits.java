package org.sparsevd.cli.score;

import org.sparsevd.trainer.data.Images;

/**
 * The scores a net gives a number of images.
 *
 * @param values {@code [count, classes]}, row-major
 */
public record Logits(float[] values, int classes) {
  /** Instead of a probability of zero. */
  private static final float LEAST = 1e-30f;

  private static final double PERCENT = 100;

  int count() {
    return values.length / classes;
  }

  /** The class with the largest score; the first of equal ones. */
  public int top1(int image) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      if (values[image * classes + c] > values[image * classes + best]) {
        best = c;
      }
    }
    return best;
  }

  /** The softmax of an image's scores. */
  public double[] probabilities(int image) {
    double largest = values[image * classes + top1(image)];
    double[] shares = new double[classes];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      shares[c] = Math.exp(values[image * classes + c] - largest);
      sum += shares[c];
    }
    for (int c = 0; c < classes; c++) {
      shares[c] /= sum;
    }
    return shares;
  }

  /**
   * Mean Kullback-Leibler divergence of the softmax of these scores from that of the expected ones,
   * in nats.
   */
  public double divergence(Logits expected) {
    double sum = 0;
    for (int i = 0; i < count(); i++) {
      double[] shares = probabilities(i);
      double[] had = expected.probabilities(i);
      for (int c = 0; c < classes; c++) {
        sum += had[c] * Math.log(Math.max(LEAST, had[c]) / Math.max(LEAST, shares[c]));
      }
    }
    return sum / count();
  }

  /** Of probabilities: scores whose softmax they are. */
  public Logits logarithms() {
    float[] logs = new float[values.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = (float) Math.log(Math.max(LEAST, values[i]));
    }
    return new Logits(logs, classes);
  }

  /** Share of the inputs whose label is not the class with the largest score. */
  public double errorPercent(int[] labels) {
    int wrong = 0;
    for (int i = 0; i < count(); i++) {
      wrong += top1(i) == labels[i] ? 0 : 1;
    }
    return 100.0 * wrong / count();
  }

  /** Share of the images whose label is not the class with the largest score. */
  public double errorPercent(Images images) {
    int wrong = 0;
    for (int i = 0; i < count(); i++) {
      if (top1(i) != images.label(i)) {
        wrong++;
      }
    }
    return 100.0 * wrong / count();
  }

  /** Share of the images for which both give the same class the largest score, 0 to 1. */
  public double top1Agreement(Logits other) {
    int same = 0;
    for (int i = 0; i < count(); i++) {
      if (top1(i) == other.top1(i)) {
        same++;
      }
    }
    return (double) same / count();
  }

  /** Largest difference of a score; not a number if one of the scores is none. */
  public double maxAbsDifference(Logits other) {
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
  public double differencePercent(Logits other) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < values.length; i++) {
      double d = (double) values[i] - other.values[i];
      difference += d * d;
      size += (double) other.values[i] * other.values[i];
    }
    return difference == 0 ? 0 : 100 * Math.sqrt(difference / size);
  }

  /**
   * Root mean square of the differences, in percent of the standard deviation of the other's scores
   * from input to input: 100 is what the same answer to everything makes of it.
   */
  public double changePercent(Logits other) {
    double[] means = new double[classes];
    for (int i = 0; i < values.length; i++) {
      means[i % classes] += (double) other.values[i] / count();
    }
    double difference = 0;
    double variation = 0;
    for (int i = 0; i < values.length; i++) {
      double d = (double) values[i] - other.values[i];
      double v = other.values[i] - means[i % classes];
      difference += d * d;
      variation += v * v;
    }
    return difference == 0 ? 0 : PERCENT * Math.sqrt(difference / variation);
  }
}
