package org.sparsevd.trainer.net;

import java.util.Arrays;
import java.util.List;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Channels;
import org.sparsevd.trainer.nn.Mode;
import org.sparsevd.trainer.nn.MomentBuffers;
import org.sparsevd.trainer.optim.AdamStep;
import org.sparsevd.trainer.recipe.LayerSpec;

/**
 * Batch normalisation:
 *
 * <pre>
 * y = scale (x - mean) / sqrt(variance + epsilon) + shift
 * </pre>
 *
 * <p>While training, mean and (biased) variance are those of a channel over the batch, and enter
 * the gradient; the running ones follow them with a {@link #MOMENTUM}. The backend does the passes
 * over the values; what there is one of per channel is computed here, in double precision.
 */
public final class BatchNorm implements Unary {
  /** Share of a batch in the running statistics. */
  static final double MOMENTUM = 0.1;

  private final Backend backend;
  private final Channels channels;
  private final Buffer scale;
  private final Buffer shift;
  private final Buffer mean;
  private final Buffer variance;
  private final MomentBuffers scaleMoments;
  private final MomentBuffers shiftMoments;
  private final Buffer dScale;
  private final Buffer dShift;
  private final Buffer sums;
  private final Buffer gain;
  private final Buffer offset;
  private final Buffer center;
  private final Buffer coefficients;
  private final Buffer y;
  private final Buffer dx;
  private final double[] batchMean;
  private final double[] batchInverse;
  private Buffer x;
  private int images;

  /** Scale 1, shift 0, and running statistics of mean 0 and variance 1. */
  BatchNorm(Backend backend, Channels channels) {
    this.backend = backend;
    this.channels = channels;
    int n = channels.count();
    scale = filled(1);
    shift = filled(0);
    mean = filled(0);
    variance = filled(1);
    scaleMoments = MomentBuffers.allocate(backend, n);
    shiftMoments = MomentBuffers.allocate(backend, n);
    dScale = backend.buffer(n);
    dShift = backend.buffer(n);
    sums = backend.buffer(2 * n);
    gain = backend.buffer(n);
    offset = backend.buffer(n);
    center = backend.buffer(n);
    coefficients = backend.buffer(3 * n);
    y = backend.buffer(n * channels.size());
    dx = backend.buffer(n * channels.size());
    batchMean = new double[n];
    batchInverse = new double[n];
  }

  private Buffer filled(float value) {
    float[] values = new float[channels.count()];
    Arrays.fill(values, value);
    Buffer buffer = backend.buffer(values.length);
    backend.upload(values, buffer);
    return buffer;
  }

  @Override
  public Buffer forward(Buffer input, Mode mode) {
    x = input;
    images = Math.min(mode.images(), channels.columns());
    if (mode.kind() == Mode.Kind.THRESHOLDED) {
      float[] m = download(mean);
      float[] v = download(variance);
      for (int c = 0; c < m.length; c++) {
        batchMean[c] = m[c];
        batchInverse[c] = 1 / Math.sqrt((double) v[c] + LayerSpec.BatchNorm.EPSILON);
      }
    } else {
      measure();
    }
    normalise();
    return y;
  }

  /** Takes the statistics of the batch, relative to the running mean so that nothing cancels. */
  private void measure() {
    backend.moments(channels, images, mean, x, sums);
    float[] s = download(sums);
    float[] runningMean = download(mean);
    float[] runningVariance = download(variance);
    double count = (double) images * channels.pixels();
    int n = channels.count();
    for (int c = 0; c < n; c++) {
      double distance = s[c] / count;
      double batchVariance = Math.max(0, s[n + c] / count - distance * distance);
      batchMean[c] = runningMean[c] + distance;
      batchInverse[c] = 1 / Math.sqrt(batchVariance + LayerSpec.BatchNorm.EPSILON);
      runningMean[c] += (float) (MOMENTUM * distance);
      runningVariance[c] += (float) (MOMENTUM * (batchVariance - runningVariance[c]));
    }
    backend.upload(runningMean, mean);
    backend.upload(runningVariance, variance);
  }

  private void normalise() {
    float[] gains = download(scale);
    float[] offsets = download(shift);
    float[] means = new float[gains.length];
    for (int c = 0; c < gains.length; c++) {
      double g = gains[c] * batchInverse[c];
      offsets[c] -= (float) (g * batchMean[c]);
      gains[c] = (float) g;
      means[c] = (float) batchMean[c];
    }
    backend.upload(gains, gain);
    backend.upload(offsets, offset);
    backend.upload(means, center);
    backend.affine(channels, gain, offset, x, y);
  }

  /**
   * With {@code h = (x - mean) / deviation} and N values in a channel: {@code dx = scale /
   * deviation (dy - sum(dy) / N - h sum(dy h) / N)}.
   */
  @Override
  public Buffer backward(Buffer dy) {
    backend.comoments(channels, images, center, x, dy, sums);
    int n = channels.count();
    float[] s = download(sums);
    float[] scales = download(scale);
    float[] dScales = new float[n];
    float[] dShifts = new float[n];
    float[] factors = new float[3 * n];
    double count = (double) images * channels.pixels();
    for (int c = 0; c < n; c++) {
      double sum = s[c];
      double product = s[n + c] * batchInverse[c];
      dShifts[c] = (float) sum;
      dScales[c] = (float) product;
      double a = scales[c] * batchInverse[c];
      double b = -a * batchInverse[c] * product / count;
      factors[c] = (float) a;
      factors[n + c] = (float) b;
      factors[2 * n + c] = (float) (-a * sum / count - b * batchMean[c]);
    }
    backend.upload(dScales, dScale);
    backend.upload(dShifts, dShift);
    backend.upload(factors, coefficients);
    backend.normGradient(channels, images, coefficients, x, dy, dx);
    return dx;
  }

  /** Moves scale and shift against the gradients of the last backward pass. */
  void update(AdamStep step) {
    backend.adam(scale, dScale, scaleMoments, step, null);
    backend.adam(shift, dShift, shiftMoments, step, null);
  }

  /** Gives Adam a fresh start. */
  public void forgetMoments() {
    float[] zeros = new float[channels.count()];
    for (MomentBuffers moments : List.of(scaleMoments, shiftMoments)) {
      backend.upload(zeros, moments.first());
      backend.upload(zeros, moments.second());
    }
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

  public Buffer scale() {
    return scale;
  }

  public Buffer shift() {
    return shift;
  }

  /** Running mean of each channel. */
  public Buffer mean() {
    return mean;
  }

  /** Running variance of each channel. */
  public Buffer variance() {
    return variance;
  }

  public MomentBuffers scaleMoments() {
    return scaleMoments;
  }

  public MomentBuffers shiftMoments() {
    return shiftMoments;
  }

  Buffer dScale() {
    return dScale;
  }

  Buffer dShift() {
    return dShift;
  }
}
