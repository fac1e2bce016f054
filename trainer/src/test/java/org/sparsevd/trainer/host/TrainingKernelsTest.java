package org.sparsevd.trainer.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparsevd.trainer.host.memory.MomentArrays;
import org.sparsevd.trainer.host.memory.PosteriorArrays;
import org.sparsevd.trainer.nn.NoiseKey;
import org.sparsevd.trainer.nn.Normals;
import org.sparsevd.trainer.optim.AdamStep;
import org.sparsevd.trainer.recipe.Noise;

/** The vector kernels against the scalar ones, on odd lengths; and what both promise. */
class TrainingKernelsTest {
  private static final long SEED = 4711;

  private final TrainingKernels scalar = new ScalarTrainingKernels();
  private final TrainingKernels vector = new VectorTrainingKernels(null);
  private final Random random = new Random(SEED);

  private float[] gaussians(int count, double deviation) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return values;
  }

  private static void close(float[] found, float[] expected, double tolerance) {
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i])
          .as("element %d, seed %d", i, SEED)
          .isCloseTo(expected[i], within(tolerance * Math.max(1, Math.abs(expected[i]))));
    }
  }

  @Test
  void perturbation() {
    for (int size : new int[] {16, 32, 48, 240}) {
      NoiseKey key = NoiseKey.of(SEED, size, 1);
      float[] bias = gaussians(size / 16, 1);
      float[] y = gaussians(size, 1);
      float[] variance = gaussians(size, 1);
      for (int i = 0; i < size; i++) {
        variance[i] *= variance[i];
      }
      float[] y2 = y.clone();
      float[] variance2 = variance.clone();
      scalar.perturb(key, bias, 16, y, variance, 0, size);
      vector.perturb(key, bias, 16, y2, variance2, 0, size);
      close(y2, y, 1e-5);
      close(variance2, variance, 1e-4);
    }
  }

  @Test
  void normalsAreStandardAndUncorrelated() {
    float[] normals = new float[1 << 18];
    Normals.fill(NoiseKey.of(SEED, 1, 0), 0, normals.length, normals);
    double sum = 0;
    double squares = 0;
    double fourth = 0;
    double neighbours = 0;
    for (int i = 0; i < normals.length; i++) {
      double z = normals[i];
      sum += z;
      squares += z * z;
      fourth += z * z * z * z;
      neighbours += i > 0 ? z * normals[i - 1] : 0;
    }
    int n = normals.length;
    assertThat(sum / n).isCloseTo(0, within(5 / Math.sqrt(n)));
    assertThat(squares / n).isCloseTo(1, within(5 * Math.sqrt(2.0 / n)));
    assertThat(fourth / n).isCloseTo(3, within(5 * Math.sqrt(96.0 / n)));
    assertThat(neighbours / n).isCloseTo(0, within(5 / Math.sqrt(n)));
  }

  @ParameterizedTest
  @EnumSource
  void posteriorPasses(Noise noise) {
    int size = 37;
    PosteriorArrays a = posterior(noise, size);
    PosteriorArrays b =
        new PosteriorArrays(
            noise,
            a.mean().clone(),
            a.logSigma2().clone(),
            a.live().clone(),
            new float[size],
            new float[size]);
    scalar.refresh(a, 0, size);
    vector.refresh(b, 0, size);
    close(b.logAlpha(), a.logAlpha(), 1e-6);
    close(b.variance(), a.variance(), 1e-6);
    float[] dMean = gaussians(size, 1);
    float[] dVariance = gaussians(size, 1);
    float[] dMean2 = dMean.clone();
    float[] dVariance2 = dVariance.clone();
    scalar.gradients(a, dMean, dVariance, 0.3f, 0, size);
    vector.gradients(b, dMean2, dVariance2, 0.3f, 0, size);
    close(dMean2, dMean, 1e-4);
    close(dVariance2, dVariance, 1e-5);
    scalar.addLogSquare(a, -1, 0, size);
    vector.addLogSquare(b, -1, 0, size);
    close(b.logSigma2(), a.logSigma2(), 1e-6);
  }

  /** Means from tiny to large, one of them zero, a third of the weights removed. */
  private PosteriorArrays posterior(Noise noise, int size) {
    float[] mean = gaussians(size, 1);
    float[] live = new float[size];
    for (int i = 0; i < size; i++) {
      mean[i] *= (float) Math.pow(10, -(i % 7));
      live[i] = i % 3 == 0 ? 0 : 1;
    }
    mean[4] = 0;
    return new PosteriorArrays(
        noise, mean, gaussians(size, 6), live, new float[size], new float[size]);
  }

  @Test
  void adam() {
    int size = 29;
    float[] parameter = gaussians(size, 1);
    float[] parameter2 = parameter.clone();
    MomentArrays moments = new MomentArrays(new float[size], new float[size]);
    MomentArrays moments2 = new MomentArrays(new float[size], new float[size]);
    for (int t = 1; t <= 3; t++) {
      float[] gradient = gaussians(size, 1);
      scalar.adam(parameter, gradient, moments, AdamStep.of(1e-2, t), 0, size);
      vector.adam(parameter2, gradient, moments2, AdamStep.of(1e-2, t), 0, size);
    }
    close(parameter2, parameter, 1e-6);
  }
}
