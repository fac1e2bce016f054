package org.sparsevd.trainer.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.trainer.data.Sharing;
import org.sparsevd.trainer.recipe.GammaPrior;

class GaussianMixtureTest {
  private static final GammaPrior ZERO = new GammaPrior(50, 2);
  private static final GammaPrior OTHERS = new GammaPrior(20, 0.5);
  private static final int COMPONENTS = 5;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  private GaussianMixture mixture() {
    double[] parameters = new double[GaussianMixture.size(COMPONENTS)];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = random.nextGaussian() * (i < COMPONENTS - 1 ? 0.5 : 1);
    }
    return new GaussianMixture(COMPONENTS, 0.9, parameters);
  }

  private float[] weights(int count) {
    float[] weights = new float[count];
    for (int i = 0; i < count; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    return weights;
  }

  private static float[] ones(int count) {
    float[] ones = new float[count];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }

  /** The definition, in double. */
  private static double loss(GaussianMixture mixture, float[] weights) {
    double[] shares = mixture.shares();
    double loss = mixture.priorLoss(ZERO, OTHERS);
    for (float weight : weights) {
      double density = 0;
      for (int j = 0; j < COMPONENTS; j++) {
        double precision = Math.exp(mixture.logPrecision(j));
        double distance = weight - mixture.mean(j);
        density +=
            shares[j]
                * Math.sqrt(precision / (2 * Math.PI))
                * Math.exp(-0.5 * precision * distance * distance);
      }
      loss -= Math.log(density);
    }
    return loss;
  }

  @Test
  void lossIsThatOfTheDefinition() {
    GaussianMixture mixture = mixture();
    float[] weights = weights(300);
    MixtureStatistics sums =
        new MixturePass(mixture).add(weights, ones(300), 1, new float[300], Sharing.ALONE);
    assertThat(sums.loss() + mixture.priorLoss(ZERO, OTHERS))
        .as("seed %d", seed)
        .isCloseTo(loss(mixture, weights), within(1e-2));
  }

  @Test
  void gradientsAreFiniteDifferences() {
    GaussianMixture mixture = mixture();
    float[] weights = weights(40);
    float[] gradient = new float[40];
    MixtureStatistics sums =
        new MixturePass(mixture).add(weights, ones(40), 1, gradient, Sharing.ALONE);
    double[] found = mixture.gradient(sums, ZERO, OTHERS);
    for (int i = 0; i < found.length; i++) {
      double before = mixture.parameters()[i];
      double step = 1e-5;
      mixture.parameters()[i] = before + step;
      double above = loss(mixture, weights);
      mixture.parameters()[i] = before - step;
      double below = loss(mixture, weights);
      mixture.parameters()[i] = before;
      assertThat(found[i])
          .as("seed %d, parameter %d", seed, i)
          .isCloseTo((above - below) / (2 * step), within(1e-3 * (1 + Math.abs(found[i]))));
    }
    for (int i = 0; i < weights.length; i++) {
      float[] one = {weights[i]};
      one[0] = weights[i] + 1e-2f;
      double above = loss(mixture, one);
      float high = one[0];
      one[0] = weights[i] - 1e-2f;
      double below = loss(mixture, one);
      assertThat((double) gradient[i])
          .as("seed %d, weight %d", seed, i)
          .isCloseTo((above - below) / (high - one[0]), within(2e-2 * (1 + Math.abs(gradient[i]))));
    }
  }

  @Test
  void removedWeightsHaveNoPart() {
    GaussianMixture mixture = mixture();
    float[] weights = weights(9000);
    float[] live = ones(9000);
    float[] gradient = new float[9000];
    for (int i = 1; i < 9000; i += 2) {
      live[i] = 0;
    }
    MixtureStatistics sums =
        new MixturePass(mixture).add(weights, live, 1, gradient, Sharing.ALONE);
    double counted = 0;
    for (int j = 0; j < COMPONENTS; j++) {
      counted += sums.responsibility(j);
    }
    assertThat(counted).as("seed %d", seed).isCloseTo(4500, within(1e-2));
    assertThat(gradient[1]).isZero();
    assertThat(gradient[8999]).isZero();
  }

  @Test
  void exponentialIsThatOfTheLibrary() {
    float[] logs = new float[MixtureBlock.SIZE];
    float[] most = new float[MixtureBlock.SIZE];
    java.util.Arrays.fill(most, 3);
    for (float x = -39; x <= 0; x += 0.003f) {
      java.util.Arrays.fill(logs, 3 + x);
      MixtureBlock.exponentials(logs, most, new float[MixtureBlock.SIZE]);
      double expected = Math.exp((3 + x) - 3f);
      assertThat((double) logs[5]).isCloseTo(expected, within(2e-6 * expected));
    }
  }

  @Test
  void meansBeginAtEqualDistances() {
    GaussianMixture mixture = GaussianMixture.start(5, 0.99, 0.6);
    assertThat(mixture.mean(0)).isZero();
    assertThat(mixture.mean(1)).isEqualTo(-0.6);
    assertThat(mixture.mean(2)).isCloseTo(-0.2, within(1e-12));
    assertThat(mixture.mean(4)).isCloseTo(0.6, within(1e-12));
    assertThat(mixture.shares())
        .containsExactly(new double[] {0.99, 0.0025, 0.0025, 0.0025, 0.0025}, within(1e-12));
  }
}
