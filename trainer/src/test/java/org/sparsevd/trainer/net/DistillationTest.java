package org.sparsevd.trainer.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.trainer.host.HostBackend;
import org.sparsevd.trainer.nn.Buffer;

/** The gradient of the loss with a teacher against finite differences of its definition. */
class DistillationTest {
  private static final int CLASSES = 4;
  private static final int COLUMNS = 16;
  private static final int COUNT = 5;
  private static final double WEIGHT = 0.3;
  private static final double TEMPERATURE = 2.5;
  private static final long SEED = 11;

  @Test
  void gradient() {
    Random random = new Random(SEED);
    float[] scores = new float[CLASSES * COLUMNS];
    float[] targets = new float[CLASSES * COLUMNS];
    int[] labels = new int[COUNT];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) random.nextGaussian() * 2;
      targets[i] = (float) random.nextGaussian() * 2;
    }
    for (int b = 0; b < COUNT; b++) {
      labels[b] = random.nextInt(CLASSES);
    }
    SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy(CLASSES, COLUMNS);
    try (HostBackend backend = HostBackend.open(1)) {
      Buffer output = backend.buffer(scores.length);
      backend.upload(scores, output);
      loss.loss(backend, output, labels, COUNT);
      loss.learn(targets, WEIGHT, TEMPERATURE, COUNT);
    }
    for (int i = 0; i < scores.length; i++) {
      float step = 1e-2f;
      float[] up = scores.clone();
      float[] down = scores.clone();
      up[i] += step;
      down[i] -= step;
      double expected =
          (mean(up, targets, labels) - mean(down, targets, labels)) / (up[i] - down[i]);
      assertThat((double) loss.gradient()[i])
          .as("score %d, seed %d", i, SEED)
          .isCloseTo(expected, within(1e-5));
    }
  }

  /**
   * The definition in {@link org.sparsevd.trainer.recipe.Distillation}, averaged over the images.
   */
  private static double mean(float[] scores, float[] targets, int[] labels) {
    double sum = 0;
    for (int b = 0; b < COUNT; b++) {
      double divergence = 0;
      for (int c = 0; c < CLASSES; c++) {
        double t = logSoftmax(targets, b, c, TEMPERATURE);
        divergence += Math.exp(t) * (t - logSoftmax(scores, b, c, TEMPERATURE));
      }
      sum -= (1 - WEIGHT) * logSoftmax(scores, b, labels[b], 1);
      sum += WEIGHT * TEMPERATURE * TEMPERATURE * divergence;
    }
    return sum / COUNT;
  }

  private static double logSoftmax(float[] z, int column, int c, double temperature) {
    double total = 0;
    for (int k = 0; k < CLASSES; k++) {
      total += Math.exp(z[k * COLUMNS + column] / temperature);
    }
    return z[c * COLUMNS + column] / temperature - Math.log(total);
  }
}
