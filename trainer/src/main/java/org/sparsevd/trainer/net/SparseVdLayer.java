package org.sparsevd.trainer.net;

import java.util.Arrays;
import java.util.List;
import org.sparsevd.compress.Threshold;
import org.sparsevd.trainer.block.BlockGrid;
import org.sparsevd.trainer.block.JointAlpha;
import org.sparsevd.trainer.nn.Adam;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Geometry;
import org.sparsevd.trainer.nn.KlDivergence;
import org.sparsevd.trainer.nn.Mode;
import org.sparsevd.trainer.nn.MomentBuffers;
import org.sparsevd.trainer.nn.NoiseKey;
import org.sparsevd.trainer.nn.Posterior;
import org.sparsevd.trainer.optim.AdamStep;
import org.sparsevd.trainer.recipe.Noise;

/**
 * A fully connected layer or convolution whose every weight is a Gaussian (Molchanov et al. 2017,
 * section 4; the local reparametrisation of Kingma et al. 2015):
 *
 * <pre>
 * y = x (*) M + sqrt(x^2 (*) V + 1e-8) e + b      V = exp(logAlpha) W^2,  e ~ N(0, 1)
 * </pre>
 *
 * <p>M is W where the threshold keeps it and 0 elsewhere, as in the network that is deployed. A
 * weight that is not kept has its noise and the divergence's gradient alone, which drives it out.
 * Training with all of W ends at the same error with half the compression (docs/RESULTS.md).
 */
public final class SparseVdLayer implements Unary {
  private final String name;
  private final int index;
  private final Backend backend;
  private final Geometry geometry;
  private final boolean first;
  private final Posterior posterior;
  private final Buffer bias;
  private final MomentBuffers meanMoments;
  private final MomentBuffers logSigma2Moments;
  private final MomentBuffers biasMoments;
  private final Buffer dMean;
  private final Buffer dVariance;
  private final Buffer dBias;
  private final Buffer thresholded;
  private final Buffer masked;
  private final Buffer kept;
  private final Buffer clipped;
  private final Buffer square;
  private final Buffer y;
  private final Buffer gain;
  private final Buffer dx;
  private final Buffer dSquare;
  private boolean trainsBias = true;
  private Buffer x;
  private Mode.Kind kind = Mode.Kind.MEAN;

  /**
   * A layer with weights of zero.
   *
   * @param index tells the noise of one layer from that of another
   * @param grid blocks of weights that decide together, or null
   * @param first whether nobody needs the gradient of the input
   */
  SparseVdLayer(
      String name,
      int index,
      Backend backend,
      Noise noise,
      Geometry geometry,
      BlockGrid grid,
      boolean first) {
    this.name = name;
    this.index = index;
    this.backend = backend;
    this.geometry = geometry;
    this.first = first;
    int weights = geometry.weights();
    posterior = Posterior.allocate(backend, noise, weights, grid);
    bias = backend.buffer(geometry.outputs());
    meanMoments = MomentBuffers.allocate(backend, weights);
    logSigma2Moments = MomentBuffers.allocate(backend, weights);
    biasMoments = MomentBuffers.allocate(backend, geometry.outputs());
    dMean = backend.buffer(weights);
    dVariance = backend.buffer(weights);
    dBias = backend.buffer(geometry.outputs());
    thresholded = backend.buffer(weights);
    masked = backend.buffer(weights);
    kept = backend.buffer(weights);
    clipped = backend.buffer(weights);
    square = backend.buffer(geometry.inputSize());
    y = backend.buffer(geometry.outputSize());
    gain = backend.buffer(geometry.outputSize());
    dx = first ? null : backend.buffer(geometry.inputSize());
    dSquare = first ? null : backend.buffer(geometry.inputSize());
  }

  /** Leaves the bias as it is: batch normalisation takes it out again. */
  void leaveBias() {
    trainsBias = false;
  }

  @Override
  public Buffer forward(Buffer input, Mode mode) {
    x = input;
    kind = mode.kind();
    if (kind == Mode.Kind.THRESHOLDED) {
      backend.product(geometry, thresholded, x, y);
      backend.addBias(geometry, bias, y);
      return y;
    }
    if (kind == Mode.Kind.NOISY) {
      backend.clip(posterior, (float) Threshold.LOG_ALPHA, kept, clipped);
    } else if (kind == Mode.Kind.MASKED) {
      backend.unmasked(masked, posterior.mean(), clipped);
    }
    backend.product(geometry, means(), x, y);
    if (kind == Mode.Kind.NOISY) {
      backend.square(x, square);
      backend.product(geometry, posterior.variance(), square, gain);
      NoiseKey key = NoiseKey.of(mode.seed(), mode.step(), index);
      backend.perturb(geometry, key, bias, y, gain);
    } else {
      backend.addBias(geometry, bias, y);
    }
    return y;
  }

  /** The means that the pass at hand multiplies with. */
  private Buffer means() {
    return kind == Mode.Kind.MEAN ? posterior.mean() : clipped;
  }

  @Override
  public Buffer backward(Buffer dy) {
    if (kind == Mode.Kind.THRESHOLDED) {
      throw new IllegalStateException("layer " + name + ": the thresholded network is not trained");
    }
    if (trainsBias) {
      backend.biasGradient(geometry, dy, dBias);
    }
    backend.weightGradient(geometry, dy, x, dMean);
    if (!first) {
      backend.inputGradient(geometry, means(), dy, dx);
    }
    if (kind == Mode.Kind.NOISY) {
      backend.multiply(kept, dMean);
      backend.multiply(dy, gain);
      backend.weightGradient(geometry, gain, square, dVariance);
      if (!first) {
        backend.inputGradient(geometry, posterior.variance(), gain, dSquare);
        backend.addSquareGradient(x, dSquare, dx);
      }
    }
    return dx;
  }

  /**
   * Moves the parameters against the gradients of the last backward pass.
   *
   * @param klScale weight of the KL divergence in the loss; used after a noisy pass alone
   */
  void update(AdamStep step, AdamStep logSigma2Step, float klScale) {
    if (trainsBias) {
      backend.adam(bias, dBias, biasMoments, step, null);
    }
    if (kind == Mode.Kind.NOISY) {
      Adam mean = new Adam(meanMoments, step);
      Adam logSigma2 = new Adam(logSigma2Moments, logSigma2Step);
      backend.update(posterior, dMean, dVariance, klScale, mean, logSigma2);
    } else {
      backend.adam(posterior.mean(), dMean, meanMoments, step, posterior.live());
    }
  }

  /**
   * Takes over the thresholded weights for {@link Mode.Kind#THRESHOLDED}.
   *
   * @return how many are not zero
   * @see Threshold
   */
  public int threshold() {
    float[] mean = download(posterior.mean());
    float[] live = download(posterior.live());
    float[] logSigma2 = deciding(mean, live);
    float[] hidden = download(masked);
    int nonZeros = 0;
    for (int i = 0; i < mean.length; i++) {
      if (live[i] != 0 && hidden[i] == 0 && Threshold.keeps(mean[i], logSigma2[i])) {
        nonZeros++;
      } else {
        mean[i] = 0;
      }
    }
    backend.upload(mean, thresholded);
    return nonZeros;
  }

  /** Log variances by which the threshold decides for each weight. */
  private float[] deciding(float[] mean, float[] live) {
    float[] logSigma2 = download(posterior.logSigma2());
    return posterior.blocks() == null
        ? logSigma2
        : JointAlpha.deciding(posterior.blocks().grid(), mean, logSigma2, i -> live[i] != 0);
  }

  /** Removes for good the weights whose log alpha is at or above a limit, mean and noise. */
  public void remove(double limit) {
    float[] logAlpha = download(posterior.logAlpha());
    float[] live = download(posterior.live());
    for (int i = 0; i < live.length; i++) {
      live[i] = logAlpha[i] < limit ? live[i] : 0;
    }
    backend.upload(live, posterior.live());
    List<Buffer> cleared =
        List.of(
            posterior.mean(),
            meanMoments.first(),
            meanMoments.second(),
            logSigma2Moments.first(),
            logSigma2Moments.second());
    for (Buffer buffer : cleared) {
      backend.multiply(posterior.live(), buffer);
    }
    backend.refresh(posterior);
  }

  /** Gives every weight the same log variance, and Adam a fresh start. */
  public void restart(double logSigma2) {
    float[] values = new float[geometry.weights()];
    Arrays.fill(values, (float) logSigma2);
    backend.upload(values, posterior.logSigma2());
    forgetMoments();
    backend.refresh(posterior);
  }

  /** Adam begins anew with the means of the weights. */
  public void forgetMeanMoments() {
    float[] zeros = new float[geometry.weights()];
    backend.upload(zeros, meanMoments.first());
    backend.upload(zeros, meanMoments.second());
  }

  /** Gives Adam a fresh start. */
  public void forgetMoments() {
    forgetMeanMoments();
    float[] zeros = new float[geometry.weights()];
    float[] biasZeros = new float[geometry.outputs()];
    backend.upload(zeros, logSigma2Moments.first());
    backend.upload(zeros, logSigma2Moments.second());
    backend.upload(biasZeros, biasMoments.first());
    backend.upload(biasZeros, biasMoments.second());
  }

  /** Sum of {@link KlDivergence} over the live weights, in nats. */
  double divergence() {
    float[] logAlpha = download(posterior.logAlpha());
    float[] live = download(posterior.live());
    double sum = 0;
    for (int i = 0; i < live.length; i++) {
      sum += live[i] * KlDivergence.of(logAlpha[i]);
    }
    return sum;
  }

  /** Whether means, log variances and biases are all numbers. */
  public boolean isFinite() {
    for (Buffer buffer : List.of(posterior.mean(), posterior.logSigma2(), bias)) {
      for (float value : download(buffer)) {
        if (!Float.isFinite(value)) {
          return false;
        }
      }
    }
    return true;
  }

  /** A copy of what a buffer of this layer holds. */
  public float[] download(Buffer buffer) {
    float[] values = new float[buffer.size()];
    backend.download(buffer, values);
    return values;
  }

  /** Replaces what a buffer of this layer holds. */
  public void upload(float[] values, Buffer buffer) {
    backend.upload(values, buffer);
  }

  /** Derives what depends on mean and variance; call it after {@link #upload}. */
  public void refresh() {
    backend.refresh(posterior);
  }

  public String name() {
    return name;
  }

  public Geometry geometry() {
    return geometry;
  }

  public Posterior posterior() {
    return posterior;
  }

  /** 1 where {@link Mode.Kind#MASKED} and the thresholded network do without a weight, else 0. */
  public Buffer masked() {
    return masked;
  }

  public Buffer bias() {
    return bias;
  }

  public MomentBuffers meanMoments() {
    return meanMoments;
  }

  public MomentBuffers logSigma2Moments() {
    return logSigma2Moments;
  }

  public MomentBuffers biasMoments() {
    return biasMoments;
  }

  /** Gradient with respect to the means, of the last backward pass. */
  public Buffer meanGradient() {
    return dMean;
  }

  Buffer dVariance() {
    return dVariance;
  }

  Buffer dBias() {
    return dBias;
  }
}
