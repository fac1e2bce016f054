package org.sparsevd.trainer.nn;

import org.sparsevd.trainer.optim.AdamStep;

/**
 * A fully connected layer or convolution whose every weight is a Gaussian (Molchanov et al. 2017,
 * section 4; the local reparametrisation of Kingma et al. 2015):
 *
 * <pre>
 * y = x (*) W + sqrt(x^2 (*) V + 1e-8) e + b      V = exp(logAlpha) W^2,  e ~ N(0, 1)
 * </pre>
 */
public final class SparseVdLayer implements Layer {
  private final String name;
  private final int index;
  private final Backend backend;
  private final Geometry geometry;
  private final boolean first;
  private final Posterior posterior;
  private final Buffer bias;
  private final Moments meanMoments;
  private final Moments logSigma2Moments;
  private final Moments biasMoments;
  private final Buffer dMean;
  private final Buffer dVariance;
  private final Buffer dBias;
  private final Buffer thresholded;
  private final Buffer square;
  private final Buffer y;
  private final Buffer gain;
  private final Buffer dx;
  private final Buffer dSquare;
  private Buffer x;
  private Mode.Kind kind = Mode.Kind.MEAN;

  /**
   * A layer with weights of zero.
   *
   * @param index tells the noise of one layer from that of another
   * @param first whether nobody needs the gradient of the input
   */
  SparseVdLayer(String name, int index, Backend backend, Geometry geometry, boolean first) {
    this.name = name;
    this.index = index;
    this.backend = backend;
    this.geometry = geometry;
    this.first = first;
    int weights = geometry.weights();
    posterior = Posterior.allocate(backend, weights);
    bias = backend.buffer(geometry.outputs());
    meanMoments = Moments.allocate(backend, weights);
    logSigma2Moments = Moments.allocate(backend, weights);
    biasMoments = Moments.allocate(backend, geometry.outputs());
    dMean = backend.buffer(weights);
    dVariance = backend.buffer(weights);
    dBias = backend.buffer(geometry.outputs());
    thresholded = backend.buffer(weights);
    square = backend.buffer(geometry.inputSize());
    y = backend.buffer(geometry.outputSize());
    gain = backend.buffer(geometry.outputSize());
    dx = first ? null : backend.buffer(geometry.inputSize());
    dSquare = first ? null : backend.buffer(geometry.inputSize());
  }

  @Override
  public Buffer forward(Buffer input, Mode mode) {
    x = input;
    kind = mode.kind();
    if (kind == Mode.Kind.THRESHOLDED) {
      backend.threshold(posterior, Posterior.THRESHOLD, thresholded);
      backend.product(geometry, thresholded, x, y);
      backend.addBias(geometry, bias, y);
      return y;
    }
    backend.product(geometry, posterior.mean(), x, y);
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

  @Override
  public Buffer backward(Buffer dy) {
    if (kind == Mode.Kind.THRESHOLDED) {
      throw new IllegalStateException("layer " + name + ": the thresholded network is not trained");
    }
    backend.biasGradient(geometry, dy, dBias);
    backend.weightGradient(geometry, dy, x, dMean);
    if (!first) {
      backend.inputGradient(geometry, posterior.mean(), dy, dx);
    }
    if (kind == Mode.Kind.NOISY) {
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
    backend.adam(bias, dBias, biasMoments, step, null);
    if (kind == Mode.Kind.NOISY) {
      backend.update(
          posterior, dMean, dVariance, klScale, meanMoments, step, logSigma2Moments, logSigma2Step);
    } else {
      backend.adam(posterior.mean(), dMean, meanMoments, step, posterior.live());
    }
  }

  public String name() {
    return name;
  }

  Geometry geometry() {
    return geometry;
  }

  Posterior posterior() {
    return posterior;
  }

  Buffer bias() {
    return bias;
  }

  Moments meanMoments() {
    return meanMoments;
  }

  Moments logSigma2Moments() {
    return logSigma2Moments;
  }

  Moments biasMoments() {
    return biasMoments;
  }

  Buffer dMean() {
    return dMean;
  }

  Buffer dVariance() {
    return dVariance;
  }

  Buffer dBias() {
    return dBias;
  }
}
