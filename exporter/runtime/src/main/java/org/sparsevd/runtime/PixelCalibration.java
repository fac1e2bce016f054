package org.sparsevd.runtime;

import java.util.Arrays;
import org.sparsevd.compress.Calibration;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;

/** Labelled images of raw pixels, as the models of a trainer take them. */
public final class PixelCalibration implements Calibration {
  private static final int BATCH = 256;

  /** Instead of a probability of zero. */
  private static final double LEAST = 1e-30;

  /** What statistics are taken of at once: 64 MiB. */
  private static final int MOST_VALUES = 1 << 24;

  private final byte[] pixels;
  private final int[] labels;
  private final byte[] training;
  private final boolean seen;
  private final double[][] expected;

  /**
   * A calibration over these arrays, which the caller gives away.
   *
   * @param model that others are made from and compared with
   * @param pixels unsigned, {@code [images][input size]}, of the images that models are scored on
   * @param labels of those images
   * @param training unsigned, {@code [images][input size]}: other images, for their statistics
   * @param seen whether the model was trained on the images that models are scored on. Its answers
   *     to them that were wrong are outliers which a change of weights turns right by chance, and
   *     which would pay for new mistakes: they then count as wrong whatever becomes of them
   */
  public PixelCalibration(Model model, byte[] pixels, int[] labels, byte[] training, boolean seen) {
    if (labels.length == 0 || pixels.length % labels.length != 0) {
      throw new IllegalArgumentException(
          pixels.length + " pixels do not fit " + labels.length + " labels");
    }
    this.pixels = pixels;
    this.labels = labels;
    this.training = training;
    this.seen = seen;
    this.expected = logProbabilities(model);
  }

  /**
   * The error of a model, and as its loss the mean Kullback-Leibler divergence of its answers from
   * those of the model that this calibration is for. It hardly depends on luck, as the number of
   * wrong answers does.
   */
  @Override
  public Score score(Model model) {
    double[][] logs = logProbabilities(model);
    int wrong = 0;
    double divergence = 0;
    for (int i = 0; i < labels.length; i++) {
      for (int c = 0; c < logs[i].length; c++) {
        divergence += Math.exp(expected[i][c]) * (expected[i][c] - logs[i][c]);
      }
      boolean right = largest(logs[i]) == labels[i];
      boolean counts = right && (!seen || largest(expected[i]) == labels[i]);
      wrong += counts ? 0 : 1;
    }
    return new Score(100.0 * wrong / labels.length, divergence / labels.length);
  }

  private static int largest(double[] logs) {
    int best = 0;
    for (int c = 1; c < logs.length; c++) {
      best = logs[c] > logs[best] ? c : best;
    }
    return best;
  }

  /** Logarithms of the probabilities that a model gives the classes of the images. */
  private double[][] logProbabilities(Model model) {
    float[][] outputs = run(model, pixels, labels.length);
    boolean logits = endsInLogits(model);
    double[][] logs = new double[outputs.length][];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = logProbabilities(outputs[i], logits);
    }
    return logs;
  }

  private static boolean endsInLogits(Model model) {
    return model.nodes().stream()
        .noneMatch(node -> node.name().equals(model.output()) && node.op() instanceof Op.Softmax);
  }

  private static double[] logProbabilities(float[] outputs, boolean logits) {
    double[] logs = new double[outputs.length];
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < logs.length; c++) {
      logs[c] = logits ? outputs[c] : Math.log(Math.max(LEAST, outputs[c]));
      largest = Math.max(largest, logs[c]);
    }
    double sum = 0;
    for (double log : logs) {
      sum += Math.exp(log - largest);
    }
    for (int c = 0; c < logs.length; c++) {
      logs[c] -= largest + Math.log(sum);
    }
    return logs;
  }

  @Override
  public float[][] outputs(Model model) {
    return run(model, training, MOST_VALUES / model.outputShape().size());
  }

  /** The outputs for the images, or the first {@code most} of them. */
  private static float[][] run(Model model, byte[] images, int most) {
    SparseModel sparse = SparseModel.of(model);
    int input = sparse.inputSize();
    int output = sparse.outputSize();
    int count = Math.min(most, images.length / input);
    Session session = sparse.newSession(BATCH);
    float[] batch = new float[BATCH * output];
    float[][] outputs = new float[count][];
    for (int start = 0; start < count; start += BATCH) {
      int size = Math.min(BATCH, count - start);
      session.run(Arrays.copyOfRange(images, start * input, (start + size) * input), size, batch);
      for (int i = 0; i < size; i++) {
        outputs[start + i] = Arrays.copyOfRange(batch, i * output, (i + 1) * output);
      }
    }
    return outputs;
  }
}
