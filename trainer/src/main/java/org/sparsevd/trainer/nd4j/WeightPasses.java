package org.sparsevd.trainer.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.custom.Max;
import org.nd4j.linalg.api.ops.impl.transforms.custom.Min;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;
import org.sparsevd.trainer.nn.KlDivergence;
import org.sparsevd.trainer.nn.MomentBuffers;
import org.sparsevd.trainer.nn.Posterior;
import org.sparsevd.trainer.optim.AdamStep;
import org.sparsevd.trainer.recipe.Noise;

/** What is done to every weight once a step. */
final class WeightPasses {
  /** So late a step that Adam's own correction of its means is 1: {@link AdamStep} has it. */
  private static final int UNCORRECTED = 1_000_000;

  private final Scratch scratch;

  WeightPasses(Scratch scratch) {
    this.scratch = scratch;
  }

  /**
   * See {@link org.sparsevd.trainer.nn.Backend#refresh}. With {@code l = log W^2} the log of the
   * variance is {@code logSigma2} held between {@code l - 8} and {@code l + 8}: exact where it is
   * between.
   */
  void refresh(Posterior p) {
    INDArray logAlpha = NdBuffer.flat(p.logAlpha());
    INDArray variance = NdBuffer.flat(p.variance());
    INDArray logSigma2 = NdBuffer.flat(p.logSigma2());
    INDArray bound = scratch(Scratch.Role.A, logAlpha);
    squaredMean(p, bound);
    Nd4j.exec(new Log(bound, bound));
    logSigma2.subi(bound, logAlpha);
    Nd4j.exec(new ScalarMax(logAlpha, null, logAlpha, -Posterior.CLIP));
    Nd4j.exec(new ScalarMin(logAlpha, null, logAlpha, Posterior.CLIP));
    bound.addi(Posterior.CLIP, variance);
    bound.subi(Posterior.CLIP);
    Nd4j.exec(new Min(variance, logSigma2, variance));
    Nd4j.exec(new Max(variance, bound, variance));
    Nd4j.exec(new Exp(variance, variance));
    variance.muli(NdBuffer.flat(p.live()));
  }

  /** See {@link org.sparsevd.trainer.nn.Backend#clip}. */
  void clip(Posterior p, float limit, INDArray kept, INDArray clipped) {
    NdBuffer.flat(p.logAlpha()).rsubi(limit, kept);
    Nd4j.exec(new Step(kept, kept, 0));
    NdBuffer.flat(p.mean()).muli(kept, clipped);
  }

  /** {@code max(W^2, tiny)}. */
  private static void squaredMean(Posterior p, INDArray square) {
    INDArray mean = NdBuffer.flat(p.mean());
    mean.muli(mean, square);
    Nd4j.exec(new ScalarMax(square, null, square, Posterior.TINY));
  }

  /**
   * Adds the gradient of the KL divergence and turns the gradient with respect to the variance into
   * the one with respect to its logarithm. Where log alpha is clipped, and with multiplicative
   * noise everywhere, the variance follows the mean instead: {@code dV/dW = 2 V / W}.
   */
  void gradients(Posterior p, INDArray dMean, INDArray dVariance, float klScale) {
    INDArray mean = NdBuffer.flat(p.mean());
    INDArray live = NdBuffer.flat(p.live());
    INDArray toLogSigma2 = scratch(Scratch.Role.A, mean);
    INDArray toMean = scratch(Scratch.Role.B, mean);
    INDArray kl = scratch(Scratch.Role.C, mean);
    klGradient(NdBuffer.flat(p.logAlpha()), kl, toMean);
    inside(NdBuffer.flat(p.logAlpha()), toLogSigma2);
    kl.muli(toLogSigma2);
    kl.muli(klScale);

    dVariance.muli(NdBuffer.flat(p.variance()));
    toLogSigma2.muli(dVariance);
    if (p.noise() == Noise.ADDITIVE) {
      dVariance.subi(toLogSigma2);
      dVariance.subi(kl);
    }
    squaredMean(p, toMean);
    mean.divi(toMean, toMean);
    toMean.muli(dVariance);
    toMean.muli(2);
    dMean.addi(toMean);
    dMean.muli(live);

    toLogSigma2.addi(kl);
    toLogSigma2.muli(live, dVariance);
  }

  /** {@code logSigma2 += factor log(max(W^2, tiny))}. */
  void addLogSquare(Posterior p, float factor) {
    INDArray logSigma2 = NdBuffer.flat(p.logSigma2());
    INDArray logSquare = scratch(Scratch.Role.A, logSigma2);
    squaredMean(p, logSquare);
    Nd4j.exec(new Log(logSquare, logSquare));
    logSquare.muli(factor);
    logSigma2.addi(logSquare);
  }

  /** 1 where log alpha is not clipped, else 0. */
  private static void inside(INDArray logAlpha, INDArray inside) {
    Nd4j.exec(new Abs(logAlpha, inside));
    inside.rsubi(Posterior.CLIP);
    Nd4j.exec(new Step(inside, inside, 0));
  }

  /** {@link KlDivergence#derivative}. */
  private static void klGradient(INDArray logAlpha, INDArray kl, INDArray term) {
    logAlpha.muli(KlDivergence.K3, kl);
    kl.addi(KlDivergence.K2);
    // s (1 - s) is even; on its negative side nothing cancels.
    Nd4j.exec(new Abs(kl, kl));
    Nd4j.exec(new Negative(kl, kl));
    Nd4j.exec(new Sigmoid(kl, kl));
    kl.muli(kl, term);
    kl.subi(term);
    kl.muli(-KlDivergence.K1 * KlDivergence.K3);
    Nd4j.exec(new Negative(logAlpha, term));
    Nd4j.exec(new Sigmoid(term, term));
    term.muli(0.5);
    kl.subi(term);
  }

  /**
   * See {@link AdamStep}. ND4J's operation takes a rate of 0 for a mistake and puts epsilon there,
   * so the rate is applied to its result.
   */
  void adam(INDArray parameter, INDArray gradient, MomentBuffers moments, AdamStep step) {
    INDArray first = NdBuffer.flat(moments.first());
    INDArray second = NdBuffer.flat(moments.second());
    INDArray change = scratch(Scratch.Role.A, parameter);
    Nd4j.exec(
        new AdamUpdater(
            gradient,
            second,
            first,
            change,
            second,
            first,
            1,
            step.beta1(),
            step.beta2(),
            step.epsilon(),
            UNCORRECTED));
    change.muli(step.rate());
    parameter.subi(change);
  }

  private INDArray scratch(Scratch.Role role, INDArray like) {
    return scratch.flat(role, (int) like.length());
  }
}
