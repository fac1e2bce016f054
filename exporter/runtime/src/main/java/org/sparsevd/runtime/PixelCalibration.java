package org.sparsevd.runtime;

import java.util.Arrays;
import org.sparsevd.compress.Calibration;
import org.sparsevd.model.Model;

/** Labelled images of raw pixels, as the models of a trainer take them. */
public final class PixelCalibration implements Calibration {
  private static final int BATCH = 256;

  private final byte[] pixels;
  private final int[] labels;
  private final byte[] training;

  /**
   * A calibration over these arrays, which the caller gives away.
   *
   * @param pixels unsigned, {@code [images][input size]}, of the images that models are scored on
   * @param labels of those images
   * @param training unsigned, {@code [images][input size]}: other images, for their statistics
   */
  public PixelCalibration(byte[] pixels, int[] labels, byte[] training) {
    if (labels.length == 0 || pixels.length % labels.length != 0) {
      throw new IllegalArgumentException(
          pixels.length + " pixels do not fit " + labels.length + " labels");
    }
    this.pixels = pixels;
    this.labels = labels;
    this.training = training;
  }

  @Override
  public Score score(Model model) {
    float[][] outputs = run(model, pixels);
    int wrong = 0;
    double loss = 0;
    for (int i = 0; i < labels.length; i++) {
      float[] scores = outputs[i];
      int best = 0;
      double sum = 0;
      for (int c = 0; c < scores.length; c++) {
        best = scores[c] > scores[best] ? c : best;
        sum += Math.exp((double) scores[c] - scores[labels[i]]);
      }
      wrong += best == labels[i] ? 0 : 1;
      loss += Math.log(sum);
    }
    return new Score(100.0 * wrong / labels.length, loss / labels.length);
  }

  @Override
  public float[][] outputs(Model model) {
    return run(model, training);
  }

  private static float[][] run(Model model, byte[] images) {
    SparseModel sparse = SparseModel.of(model);
    int input = sparse.inputSize();
    int output = sparse.outputSize();
    int count = images.length / input;
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
