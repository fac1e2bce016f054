package org.sparsevd.trainer.host;

import static org.sparsevd.trainer.host.VectorMath.LANES;
import static org.sparsevd.trainer.host.VectorMath.WIDTH;
import static org.sparsevd.trainer.host.VectorMath.constant;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.sparsevd.trainer.host.memory.PosteriorArrays;
import org.sparsevd.trainer.nn.KlDivergence;
import org.sparsevd.trainer.nn.Posterior;
import org.sparsevd.trainer.recipe.Noise;

/**
 * The passes over a chunk of weights that {@link VectorTrainingKernels#refresh} and {@link
 * VectorTrainingKernels#gradients} consist of, each one small loop.
 *
 * <p>They are called through an interface with many implementations, because the JIT inlines what
 * it can: all passes in one compilation are more than it unboxes, and five times slower.
 */
final class VectorPosterior {
  /** Weights of a chunk: few enough for its arrays to stay in the first-level cache. */
  static final int CHUNK = 1024;

  private static final float K1K3 = (float) (KlDivergence.K1 * KlDivergence.K3);

  private static final Pass[] REFRESH = {
    VectorPosterior::logAlphas, VectorPosterior::exponents, VectorPosterior::variances
  };
  private static final Pass[] ADDITIVE = {
    VectorPosterior::sigmoids,
    VectorPosterior::klDerivatives,
    VectorPosterior::meanGradients,
    VectorPosterior::logSigma2Gradients
  };
  private static final Pass[] MULTIPLICATIVE = {
    VectorPosterior::sigmoids,
    VectorPosterior::klDerivatives,
    VectorPosterior::noisyMeanGradients,
    VectorPosterior::logSigma2Gradients
  };

  private final float[] a = new float[CHUNK];
  private final float[] b = new float[CHUNK];
  private final float[] c = new float[CHUNK];
  private PosteriorArrays p;
  private float[] dMean;
  private float[] dVariance;
  private float klScale;
  private int at;
  private int count;

  private interface Pass {
    void run(VectorPosterior chunk);
  }

  /** {@link TrainingKernels#refresh} of weights {@code from .. from + length}. */
  void refresh(PosteriorArrays posterior, int from, int length) {
    p = posterior;
    at = from;
    count = length;
    for (Pass pass : REFRESH) {
      pass.run(this);
    }
  }

  /** {@link TrainingKernels#gradients} of weights {@code from .. from + length}. */
  void gradients(
      PosteriorArrays posterior,
      float[] meanGradient,
      float[] varianceGradient,
      float scale,
      int from,
      int length) {
    p = posterior;
    dMean = meanGradient;
    dVariance = varianceGradient;
    klScale = scale;
    at = from;
    count = length;
    for (Pass pass : p.noise() == Noise.ADDITIVE ? ADDITIVE : MULTIPLICATIVE) {
      pass.run(this);
    }
  }

  /** Into a {@code logSigma2 - log(max(W^2, tiny))}. */
  private static void logAlphas(VectorPosterior c) {
    for (int i = 0; i < c.count; i += WIDTH) {
      FloatVector w = FloatVector.fromArray(LANES, c.p.mean(), c.at + i);
      FloatVector logSquare = VectorMath.log(w.mul(w).max(Posterior.TINY));
      FloatVector.fromArray(LANES, c.p.logSigma2(), c.at + i).sub(logSquare).intoArray(c.a, i);
    }
  }

  /** Clips log alpha; the variance is {@code exp(a) b}: of log sigma^2 and 1, or clipped. */
  private static void exponents(VectorPosterior c) {
    for (int i = 0; i < c.count; i += WIDTH) {
      FloatVector w = FloatVector.fromArray(LANES, c.p.mean(), c.at + i);
      FloatVector free = FloatVector.fromArray(LANES, c.a, i);
      FloatVector logAlpha = free.max(-Posterior.CLIP).min(Posterior.CLIP);
      VectorMask<Float> inside = free.compare(VectorOperators.EQ, logAlpha);
      logAlpha.intoArray(c.p.logAlpha(), c.at + i);
      FloatVector logSigma2 = FloatVector.fromArray(LANES, c.p.logSigma2(), c.at + i);
      logAlpha.blend(logSigma2, inside).intoArray(c.a, i);
      w.mul(w).max(Posterior.TINY).blend(constant(1f), inside).intoArray(c.b, i);
    }
  }

  /** {@code variance = exp(a) b live}. */
  private static void variances(VectorPosterior c) {
    for (int i = 0; i < c.count; i += WIDTH) {
      VectorMath.exp(FloatVector.fromArray(LANES, c.a, i))
          .mul(FloatVector.fromArray(LANES, c.b, i))
          .mul(FloatVector.fromArray(LANES, c.p.live(), c.at + i))
          .intoArray(c.p.variance(), c.at + i);
    }
  }

  /** Into a {@code sigmoid(k2 + k3 logAlpha)}. */
  private static void sigmoids(VectorPosterior c) {
    FloatVector one = constant(1f);
    for (int i = 0; i < c.count; i += WIDTH) {
      FloatVector z =
          FloatVector.fromArray(LANES, c.p.logAlpha(), c.at + i)
              .mul((float) -KlDivergence.K3)
              .sub((float) KlDivergence.K2);
      one.div(VectorMath.exp(z).add(1f)).intoArray(c.a, i);
    }
  }

  /**
   * Into a {@link KlDivergence#derivative} times the scale, from a sigmoids; into b {@code alpha =
   * variance / W^2}; into c {@code 1 / max(W^2, tiny)}.
   */
  private static void klDerivatives(VectorPosterior c) {
    FloatVector one = constant(1f);
    for (int i = 0; i < c.count; i += WIDTH) {
      FloatVector w = FloatVector.fromArray(LANES, c.p.mean(), c.at + i);
      FloatVector s = FloatVector.fromArray(LANES, c.a, i);
      FloatVector inv = one.div(w.mul(w).max(Posterior.TINY));
      FloatVector a = FloatVector.fromArray(LANES, c.p.variance(), c.at + i).mul(inv);
      FloatVector bump = s.mul(one.sub(s)).mul(K1K3);
      FloatVector derivative = constant(-0.5f).div(a.add(1f)).sub(bump);
      derivative.mul(c.klScale).intoArray(c.a, i);
      a.intoArray(c.b, i);
      inv.intoArray(c.c, i);
    }
  }

  /** {@code dMean}: with {@code -2 kl / W} inside the clip, {@code 2 dV alpha W} outside. */
  private static void meanGradients(VectorPosterior c) {
    for (int i = 0; i < c.count; i += WIDTH) {
      FloatVector twice = FloatVector.fromArray(LANES, c.p.mean(), c.at + i).mul(2f);
      FloatVector free =
          FloatVector.fromArray(LANES, c.a, i).mul(FloatVector.fromArray(LANES, c.c, i)).neg();
      FloatVector clipped =
          FloatVector.fromArray(LANES, c.dVariance, c.at + i)
              .mul(FloatVector.fromArray(LANES, c.b, i));
      VectorMask<Float> inside = inside(c.p, c.at + i);
      clipped
          .blend(free, inside)
          .fma(twice, FloatVector.fromArray(LANES, c.dMean, c.at + i))
          .mul(FloatVector.fromArray(LANES, c.p.live(), c.at + i))
          .intoArray(c.dMean, c.at + i);
    }
  }

  /** {@code dMean} where the deviation follows the mean: with {@code 2 dV alpha W}. */
  private static void noisyMeanGradients(VectorPosterior c) {
    for (int i = 0; i < c.count; i += WIDTH) {
      FloatVector.fromArray(LANES, c.dVariance, c.at + i)
          .mul(FloatVector.fromArray(LANES, c.b, i))
          .fma(
              FloatVector.fromArray(LANES, c.p.mean(), c.at + i).mul(2f),
              FloatVector.fromArray(LANES, c.dMean, c.at + i))
          .mul(FloatVector.fromArray(LANES, c.p.live(), c.at + i))
          .intoArray(c.dMean, c.at + i);
    }
  }

  /** {@code dLogSigma2 = dV V + kl} inside the clip, 0 outside; the same for log alpha. */
  private static void logSigma2Gradients(VectorPosterior c) {
    FloatVector zero = FloatVector.zero(LANES);
    for (int i = 0; i < c.count; i += WIDTH) {
      FloatVector free =
          FloatVector.fromArray(LANES, c.dVariance, c.at + i)
              .fma(
                  FloatVector.fromArray(LANES, c.p.variance(), c.at + i),
                  FloatVector.fromArray(LANES, c.a, i));
      zero.blend(free, inside(c.p, c.at + i))
          .mul(FloatVector.fromArray(LANES, c.p.live(), c.at + i))
          .intoArray(c.dVariance, c.at + i);
    }
  }

  private static VectorMask<Float> inside(PosteriorArrays p, int at) {
    return FloatVector.fromArray(LANES, p.logAlpha(), at)
        .abs()
        .compare(VectorOperators.LT, Posterior.CLIP);
  }
}
