package org.sparsevd.trainer.nn;

import org.sparsevd.trainer.data.Sharing;
import org.sparsevd.trainer.optim.AdamStep;

/**
 * The seam: everything that costs time. Layers are written once against it.
 *
 * <p>Values are {@code [channels, height, width, columns]}, weights {@code [outputs, depth]}.
 */
public interface Backend extends AutoCloseable {

  /** Added to every variance before its root, as in the paper. */
  float VARIANCE_FLOOR = 1e-8f;

  String name();

  /** What computes, in one line for people. */
  String description();

  /** What joins branches, and stands between layers with weights. */
  GraphOps graphs();

  /** A new buffer of zeros. */
  Buffer buffer(int size);

  /** Copies all of an array, which must be as long as the buffer. */
  void upload(float[] from, Buffer to);

  /** Copies all of a buffer, which must be as long as the array. */
  void download(Buffer from, float[] to);

  /**
   * Work on arrays of the host, on as many threads as the backend has for that; see {@link
   * Sharing}.
   */
  default void share(int size, int grain, Sharing.Span span) {
    span.accept(0, size);
  }

  /** {@code y = weight * x}: matrix product or convolution. */
  void product(Geometry geometry, Buffer weight, Buffer x, Buffer y);

  /** {@code dWeight} from the output's gradient {@code dy} and the input {@code x}. */
  void weightGradient(Geometry geometry, Buffer dy, Buffer x, Buffer dWeight);

  /**
   * {@code dx} from the output's gradient {@code dy}; on a frame's zeros it may be any finite
   * number.
   */
  void inputGradient(Geometry geometry, Buffer weight, Buffer dy, Buffer dx);

  /** {@code y = x^2}. */
  void square(Buffer x, Buffer y);

  /** {@code dx += 2 x dSquare}. */
  void addSquareGradient(Buffer x, Buffer dSquare, Buffer dx);

  /** {@code y = y + bias} by output unit. */
  void addBias(Geometry geometry, Buffer bias, Buffer y);

  /**
   * The local reparametrisation: {@code y = y + sqrt(variance + floor) e + bias} with {@code e} of
   * {@link Normals}; {@code variance} becomes {@code dy/dvariance = e / (2 sqrt(variance +
   * floor))}. A variance that was rounded to below zero is zero.
   */
  void perturb(Geometry geometry, NoiseKey key, Buffer bias, Buffer y, Buffer variance);

  /** {@code gain = gain * dy}. */
  void multiply(Buffer dy, Buffer gain);

  /** {@code y = x} where {@code masked} is 0, and 0 where it is 1. */
  void unmasked(Buffer masked, Buffer x, Buffer y);

  /** {@code dBias[o]} is the sum of {@code dy} over pixels and columns. */
  void biasGradient(Geometry geometry, Buffer dy, Buffer dBias);

  /** Derives log alpha and variance from mean, log variance and what is live. */
  void refresh(Posterior posterior);

  /**
   * What the threshold keeps at this moment: {@code kept} is 1 where log alpha is below a limit and
   * 0 elsewhere, {@code clipped} is the mean where kept and 0 elsewhere.
   */
  void clip(Posterior posterior, float limit, Buffer kept, Buffer clipped);

  /**
   * One Adam step on mean and log variance of the live weights, then {@link #refresh}. With {@link
   * org.sparsevd.trainer.recipe.Noise#MULTIPLICATIVE} the step is one on mean and log alpha: the
   * log variance follows the mean first.
   *
   * @param dMean gradient of the data term with respect to the means
   * @param dVariance the same with respect to the variances
   * @param klScale what the KL divergence is multiplied with in the loss
   */
  void update(
      Posterior posterior,
      Buffer dMean,
      Buffer dVariance,
      float klScale,
      Adam mean,
      Adam logSigma2);

  /** One Adam step on the entries where {@code live} is 1; null stands for all. */
  void adam(Buffer parameter, Buffer gradient, MomentBuffers moments, AdamStep step, Buffer live);

  /** {@code x = max(x, 0)}. */
  void relu(Buffer x);

  /** {@code dy = 0} where {@code y} is not positive. */
  void reluGradient(Buffer y, Buffer dy);

  /** Copies images {@code [channels, height, width, columns]} into their frame. */
  void pad(Frame frame, Buffer x, Buffer y);

  /** The images of a frame: {@link #pad} the other way; 0 for pixels that are not in it. */
  void crop(Frame frame, Buffer y, Buffer x);

  /**
   * {@code y = mask x}, where mask is 0 with the probability of {@code rate}, else {@code 1 / (1 -
   * rate)}; see {@link Normals#uniform}.
   */
  void dropout(NoiseKey key, float rate, Buffer x, Buffer mask, Buffer y);

  /** {@code y = scale[c] x + shift[c]} in every column of channel c. */
  void affine(Channels channels, Buffer scale, Buffer shift, Buffer x, Buffer y);

  /**
   * {@code sums[c] = sum (x - center[c])} and {@code sums[channels + c] = sum (x - center[c])^2}
   * over the pixels and images of channel c.
   *
   * @param images first columns to take into account
   */
  void moments(Channels channels, int images, Buffer center, Buffer x, Buffer sums);

  /**
   * {@code sums[c] = sum dy} and {@code sums[channels + c] = sum dy (x - center[c])}, as {@link
   * #moments}.
   */
  void comoments(Channels channels, int images, Buffer center, Buffer x, Buffer dy, Buffer sums);

  /**
   * {@code dx = a[c] dy + b[c] x + d[c]} in the first columns, 0 in the others.
   *
   * @param coefficients {@code [3, channels]}: a, b and d
   */
  void normGradient(
      Channels channels, int images, Buffer coefficients, Buffer x, Buffer dy, Buffer dx);

  /** {@code x = factor x}. */
  void scale(float factor, Buffer x);

  @Override
  void close();
}
