package org.sparsevd.trainer.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparsevd.trainer.block.BlockGrid;
import org.sparsevd.trainer.block.Blocks;
import org.sparsevd.trainer.nd4j.BothBackends.Pair;
import org.sparsevd.trainer.nn.Adam;
import org.sparsevd.trainer.nn.MomentBuffers;
import org.sparsevd.trainer.nn.Posterior;
import org.sparsevd.trainer.optim.AdamStep;
import org.sparsevd.trainer.recipe.Noise;

/** The passes over all weights, against the CPU backend. */
class WeightPassesTest {
  private static final int SIZE = 203;
  private static final float KL_SCALE = 0.01f;

  private static BothBackends both;

  @BeforeAll
  static void open() {
    long seed = System.nanoTime();
    System.out.println("WeightPassesTest seed " + seed);
    both = new BothBackends(new Random(seed));
  }

  @AfterAll
  static void close() {
    both.close();
  }

  /** Some weights are clipped at either end, some are zero, some removed. */
  private static Pair[] posterior() {
    return posterior(SIZE);
  }

  private static Pair[] posterior(int size) {
    float[] mean = both.normals(size);
    float[] logSigma2 = both.normals(size);
    float[] live = new float[size];
    for (int i = 0; i < size; i++) {
      mean[i] = i % 11 == 0 ? 0 : mean[i] * 0.1f;
      logSigma2[i] = (float) Math.log(0.01) + 5 * logSigma2[i];
      live[i] = i % 7 == 3 ? 0 : 1;
    }
    return new Pair[] {
      both.of(mean), both.of(logSigma2), both.of(live), both.zeros(size), both.zeros(size)
    };
  }

  /** What ND4J has derived is what the CPU backend derives from the same means and variances. */
  private static void assertDerived(Pair[] p) {
    Pair[] same = {
      both.of(both.nd4jValues(p[0])), both.of(both.nd4jValues(p[1])), p[2], p[3], p[4]
    };
    both.host.refresh(BothBackends.posterior(true, Noise.ADDITIVE, same));
    both.assertSums("log alphas", p[3]);
    both.assertEach("variances", p[4]);
  }

  @Test
  void refreshIsTheSame() {
    Pair[] p = posterior();
    both.nd4j.refresh(BothBackends.posterior(false, Noise.ADDITIVE, p));
    assertThat(both.nd4jValues(p[3])).contains(-Posterior.CLIP, Posterior.CLIP);
    assertDerived(p);
  }

  @Test
  void clipIsTheSame() {
    Pair[] p = posterior();
    Pair kept = both.normal(SIZE);
    Pair clipped = both.normal(SIZE);
    both.host.refresh(BothBackends.posterior(true, Noise.ADDITIVE, p));
    both.nd4j.refresh(BothBackends.posterior(false, Noise.ADDITIVE, p));
    both.host.clip(BothBackends.posterior(true, Noise.ADDITIVE, p), 3, kept.host(), clipped.host());
    both.nd4j.clip(
        BothBackends.posterior(false, Noise.ADDITIVE, p), 3, kept.nd4j(), clipped.nd4j());
    assertThat(both.nd4jValues(kept)).contains(0f, 1f);
    both.assertEach("what is kept", kept);
    both.assertEach("clipped means", clipped);
  }

  @ParameterizedTest
  @EnumSource
  void updateIsTheSame(Noise noise) {
    Pair[] p = posterior();
    Posterior host = BothBackends.posterior(true, noise, p);
    Posterior nd4j = BothBackends.posterior(false, noise, p);
    both.host.refresh(host);
    both.nd4j.refresh(nd4j);
    Pair[] m = {both.zeros(SIZE), both.zeros(SIZE), both.zeros(SIZE), both.zeros(SIZE)};
    for (int step = 1; step <= 3; step++) {
      Pair dMean = both.normal(SIZE);
      Pair dVariance = both.normal(SIZE);
      AdamStep adam = AdamStep.of(1e-3, step);
      AdamStep slower = adam.scaled(0.5);
      both.host.update(
          host,
          dMean.host(),
          dVariance.host(),
          KL_SCALE,
          new Adam(BothBackends.moments(true, m[0], m[1]), adam),
          new Adam(BothBackends.moments(true, m[2], m[3]), slower));
      both.nd4j.update(
          nd4j,
          dMean.nd4j(),
          dVariance.nd4j(),
          KL_SCALE,
          new Adam(BothBackends.moments(false, m[0], m[1]), adam),
          new Adam(BothBackends.moments(false, m[2], m[3]), slower));
      both.assertSums("gradient of means", m[0]);
      both.assertSums("its square", m[1]);
      both.assertSums("gradient of log variances", m[2]);
      both.assertSums("its square", m[3]);
      both.assertSums("means after step " + step, p[0]);
      both.assertSums("log variances after step " + step, p[1]);
    }
    assertDerived(p);
  }

  @ParameterizedTest
  @EnumSource
  void updateInBlocksIsTheSame(Noise noise) {
    BlockGrid grid = Blocks.SQUARES.grid(new int[] {9, 7, 3, 1}, 1);
    int size = 9 * 7 * 3;
    Pair[] p = posterior(size);
    Posterior host = both.inBlocks(true, noise, grid, p);
    Posterior nd4j = both.inBlocks(false, noise, grid, p);
    both.host.refresh(host);
    both.nd4j.refresh(nd4j);
    both.assertSums("log alphas", p[3]);
    both.assertEach("variances", p[4]);
    Pair[] m = {both.zeros(size), both.zeros(size), both.zeros(size), both.zeros(size)};
    for (int step = 1; step <= 3; step++) {
      Pair dMean = both.normal(size);
      Pair dVariance = both.normal(size);
      AdamStep adam = AdamStep.of(1e-3, step);
      both.host.update(
          host,
          dMean.host(),
          dVariance.host(),
          KL_SCALE,
          new Adam(BothBackends.moments(true, m[0], m[1]), adam),
          new Adam(BothBackends.moments(true, m[2], m[3]), adam));
      both.nd4j.update(
          nd4j,
          dMean.nd4j(),
          dVariance.nd4j(),
          KL_SCALE,
          new Adam(BothBackends.moments(false, m[0], m[1]), adam),
          new Adam(BothBackends.moments(false, m[2], m[3]), adam));
      both.assertSums("gradient of means", m[0]);
      both.assertSums("gradient of log variances", m[2]);
      both.assertSums("means after step " + step, p[0]);
      both.assertSums("log variances after step " + step, p[1]);
    }
    both.assertSums("log alphas", p[3]);
    both.assertSums("variances", p[4]);
  }

  @Test
  void adamIsTheSame() {
    Pair parameter = both.normal(SIZE);
    Pair first = both.zeros(SIZE);
    Pair second = both.zeros(SIZE);
    Pair live = posterior()[2];
    MomentBuffers host = BothBackends.moments(true, first, second);
    MomentBuffers nd4j = BothBackends.moments(false, first, second);
    for (int step = 1; step <= 4; step++) {
      Pair gradient = both.normal(SIZE);
      AdamStep adam = AdamStep.of(1e-2, step);
      boolean all = step % 2 == 0;
      both.host.adam(parameter.host(), gradient.host(), host, adam, all ? null : live.host());
      both.nd4j.adam(parameter.nd4j(), gradient.nd4j(), nd4j, adam, all ? null : live.nd4j());
      both.assertSums("parameter after step " + step, parameter);
      both.assertSums("mean of gradient", first);
      both.assertSums("mean of its square", second);
    }
  }

  @Test
  void rateOfZeroMovesNothing() {
    Pair parameter = both.normal(SIZE);
    Pair gradient = both.normal(SIZE);
    MomentBuffers moments = BothBackends.moments(false, both.zeros(SIZE), both.zeros(SIZE));
    AdamStep still = AdamStep.of(1e-3, 1).scaled(0);
    both.nd4j.adam(parameter.nd4j(), gradient.nd4j(), moments, still, null);
    assertThat(both.nd4jValues(parameter)).containsExactly(both.hostValues(parameter));
  }
}
