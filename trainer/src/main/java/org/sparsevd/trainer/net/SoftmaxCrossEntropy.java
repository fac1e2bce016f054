package org.sparsevd.trainer.net;

import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;

/** The loss: cross-entropy of the softmax of the scores, computed in double precision. */
public final class SoftmaxCrossEntropy {
  private final int classes;
  private final int columns;
  private final float[] scores;
  private final float[] gradient;

  public SoftmaxCrossEntropy(int classes, int columns) {
    this.classes = classes;
    this.columns = columns;
    this.scores = new float[classes * columns];
    this.gradient = new float[classes * columns];
  }

  /**
   * Loss of a batch; leaves the gradient of its mean in {@link #gradient}.
   *
   * @param output scores {@code [classes, columns]}
   * @param labels class of each image, below the number of classes
   * @param count images in the batch
   * @return the sum over the images, in nats
   */
  public double loss(Backend backend, Buffer output, int[] labels, int count) {
    backend.download(output, scores);
    double sum = 0;
    for (int b = 0; b < count; b++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        largest = Math.max(largest, scores[c * columns + b]);
      }
      double total = 0;
      for (int c = 0; c < classes; c++) {
        total += Math.exp(scores[c * columns + b] - largest);
      }
      sum += largest + Math.log(total) - scores[labels[b] * columns + b];
      for (int c = 0; c < classes; c++) {
        double p = Math.exp(scores[c * columns + b] - largest) / total;
        gradient[c * columns + b] = (float) ((p - (labels[b] == c ? 1 : 0)) / count);
      }
    }
    clearPadding(count);
    return sum;
  }

  /**
   * Mixes into the {@link #gradient} of the last {@link #loss} that of the distance from a
   * teacher's softened distribution: {@code (1 - weight) g + weight T (softmax(z / T) - softmax(t /
   * T)) / count}.
   *
   * @param targets scores of the teacher, {@code [classes, columns]}
   */
  public void learn(float[] targets, double weight, double temperature, int count) {
    double[] own = new double[classes];
    double[] taught = new double[classes];
    for (int b = 0; b < count; b++) {
      soften(scores, b, temperature, own);
      soften(targets, b, temperature, taught);
      for (int c = 0; c < classes; c++) {
        int at = c * columns + b;
        double pull = temperature * (own[c] - taught[c]) / count;
        gradient[at] = (float) ((1 - weight) * gradient[at] + weight * pull);
      }
    }
  }

  private void soften(float[] z, int column, double temperature, double[] out) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      largest = Math.max(largest, z[c * columns + column]);
    }
    double total = 0;
    for (int c = 0; c < classes; c++) {
      out[c] = Math.exp((z[c * columns + column] - largest) / temperature);
      total += out[c];
    }
    for (int c = 0; c < classes; c++) {
      out[c] /= total;
    }
  }

  private void clearPadding(int count) {
    for (int c = 0; c < classes; c++) {
      for (int b = count; b < columns; b++) {
        gradient[c * columns + b] = 0;
      }
    }
  }

  /** The gradient that the last {@link #loss} left, {@code [classes, columns]}. */
  public float[] gradient() {
    return gradient;
  }
}
