package org.sparsevd.trainer.host;

import org.sparsevd.trainer.data.Sharing;
import org.sparsevd.trainer.host.memory.HostBuffer;
import org.sparsevd.trainer.host.memory.MomentArrays;
import org.sparsevd.trainer.host.memory.PosteriorArrays;
import org.sparsevd.trainer.nn.Adam;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Channels;
import org.sparsevd.trainer.nn.Frame;
import org.sparsevd.trainer.nn.Geometry;
import org.sparsevd.trainer.nn.GraphOps;
import org.sparsevd.trainer.nn.MomentBuffers;
import org.sparsevd.trainer.nn.NoiseKey;
import org.sparsevd.trainer.nn.Normals;
import org.sparsevd.trainer.nn.Posterior;
import org.sparsevd.trainer.optim.AdamStep;
import org.sparsevd.trainer.recipe.Noise;

/**
 * The backend for CPUs. Results depend on the kernels (vector or scalar, and the vector's width)
 * but not on the number of threads.
 */
public final class HostBackend implements Backend {
  /** Numbers of a pass that stay in the first-level cache with all its arrays. */
  private static final int CHUNK = 1024;

  private final TrainingKernels kernels;
  private final Workers workers;
  private final HostProducts products;
  private final HostBatchNorm normalisation;
  private final HostGraphs graphs;
  private final HostBlocks blocks;

  HostBackend(TrainingKernels kernels, int threads) {
    this.kernels = kernels;
    this.workers = new Workers(threads);
    this.products = new HostProducts(kernels, workers);
    this.normalisation = new HostBatchNorm(kernels, workers);
    this.graphs = new HostGraphs(kernels, workers);
    this.blocks = new HostBlocks(kernels, workers);
  }

  /**
   * A backend on that many threads, with the Vector API where its module is readable.
   *
   * @param threads at least 1
   */
  public static HostBackend open(int threads) {
    return new HostBackend(KernelChoice.best(), threads);
  }

  /** {@code host (vector, 16 lanes, 2 threads)}. */
  @Override
  public String description() {
    return "host (" + kernels.description() + ", " + workers.count() + " threads)";
  }

  @Override
  public String name() {
    return "host";
  }

  @Override
  public Buffer buffer(int size) {
    return new HostBuffer(new float[size]);
  }

  @Override
  public void upload(float[] from, Buffer to) {
    copy(from, HostBuffer.data(to));
  }

  @Override
  public void download(Buffer from, float[] to) {
    copy(HostBuffer.data(from), to);
  }

  private static void copy(float[] from, float[] to) {
    if (from.length != to.length) {
      throw new IllegalArgumentException(
          "buffer of " + to.length + " numbers, array of " + from.length);
    }
    System.arraycopy(from, 0, to, 0, to.length);
  }

  @Override
  public void share(int size, int grain, Sharing.Span span) {
    workers.ranges(size, grain, span::accept);
  }

  @Override
  public void product(Geometry geometry, Buffer weight, Buffer x, Buffer y) {
    products.product(geometry, HostBuffer.data(weight), HostBuffer.data(x), HostBuffer.data(y));
  }

  @Override
  public void weightGradient(Geometry geometry, Buffer dy, Buffer x, Buffer dWeight) {
    products.weightGradient(
        geometry, HostBuffer.data(dy), HostBuffer.data(x), HostBuffer.data(dWeight));
  }

  @Override
  public void inputGradient(Geometry geometry, Buffer weight, Buffer dy, Buffer dx) {
    products.inputGradient(
        geometry, HostBuffer.data(weight), HostBuffer.data(dy), HostBuffer.data(dx));
  }

  @Override
  public void square(Buffer x, Buffer y) {
    Elementwise.square(workers, HostBuffer.data(x), HostBuffer.data(y));
  }

  @Override
  public void addSquareGradient(Buffer x, Buffer dSquare, Buffer dx) {
    Elementwise.addSquareGradient(
        workers, HostBuffer.data(x), HostBuffer.data(dSquare), HostBuffer.data(dx));
  }

  /** Work on the values of one output of a layer, which begin and end here. */
  private interface OutputTask {
    void accept(int output, int from, int to);
  }

  private void eachOutput(Geometry geometry, OutputTask task) {
    int row = geometry.outputPixels() * geometry.columns();
    workers.ranges(
        geometry.outputs(),
        1,
        (from, to) -> {
          for (int o = from; o < to; o++) {
            task.accept(o, o * row, (o + 1) * row);
          }
        });
  }

  @Override
  public void addBias(Geometry geometry, Buffer bias, Buffer y) {
    float[] values = HostBuffer.data(bias);
    eachOutput(geometry, (o, from, to) -> Elementwise.add(values[o], HostBuffer.data(y), from, to));
  }

  @Override
  public void perturb(Geometry geometry, NoiseKey key, Buffer bias, Buffer y, Buffer variance) {
    int row = geometry.outputPixels() * geometry.columns();
    float[] values = HostBuffer.data(y);
    workers.ranges(
        values.length,
        Normals.BLOCK,
        (from, to) ->
            kernels.perturb(
                key, HostBuffer.data(bias), row, values, HostBuffer.data(variance), from, to));
  }

  @Override
  public void multiply(Buffer dy, Buffer gain) {
    Elementwise.multiply(workers, HostBuffer.data(dy), HostBuffer.data(gain));
  }

  @Override
  public void unmasked(Buffer masked, Buffer x, Buffer y) {
    Elementwise.unmasked(workers, HostBuffer.data(masked), HostBuffer.data(x), HostBuffer.data(y));
  }

  @Override
  public void biasGradient(Geometry geometry, Buffer dy, Buffer dBias) {
    float[] sums = HostBuffer.data(dBias);
    eachOutput(geometry, (o, from, to) -> sums[o] = kernels.sum(HostBuffer.data(dy), from, to));
  }

  @Override
  public void refresh(Posterior posterior) {
    if (posterior.blocks() != null) {
      blocks.refresh(posterior);
      return;
    }
    PosteriorArrays arrays = PosteriorArrays.of(posterior);
    workers.ranges(posterior.mean().size(), CHUNK, (from, to) -> kernels.refresh(arrays, from, to));
  }

  @Override
  public void clip(Posterior posterior, float limit, Buffer kept, Buffer clipped) {
    PosteriorArrays arrays = PosteriorArrays.of(posterior);
    float[] mask = HostBuffer.data(kept);
    float[] means = HostBuffer.data(clipped);
    workers.ranges(
        mask.length, CHUNK, (from, to) -> kernels.clip(arrays, limit, mask, means, from, to));
  }

  @Override
  public void update(
      Posterior posterior,
      Buffer dMean,
      Buffer dVariance,
      float klScale,
      Adam mean,
      Adam logSigma2) {
    if (posterior.blocks() != null) {
      blocks.update(posterior, dMean, dVariance, klScale, mean, logSigma2);
      return;
    }
    PosteriorArrays p = PosteriorArrays.of(posterior);
    float[] dW = HostBuffer.data(dMean);
    float[] dS = HostBuffer.data(dVariance);
    MomentArrays meanArrays = MomentArrays.of(mean.moments());
    MomentArrays logSigma2Arrays = MomentArrays.of(logSigma2.moments());
    workers.ranges(
        dW.length,
        CHUNK,
        (from, to) -> {
          for (int i = from; i < to; i += CHUNK) {
            int end = Math.min(to, i + CHUNK);
            kernels.gradients(p, dW, dS, klScale, i, end);
            if (p.noise() == Noise.MULTIPLICATIVE) {
              kernels.addLogSquare(p, -1, i, end);
            }
            kernels.adam(p.mean(), dW, meanArrays, mean.step(), i, end);
            kernels.adam(p.logSigma2(), dS, logSigma2Arrays, logSigma2.step(), i, end);
            if (p.noise() == Noise.MULTIPLICATIVE) {
              kernels.addLogSquare(p, 1, i, end);
            }
            kernels.refresh(p, i, end);
          }
        });
  }

  @Override
  public void adam(
      Buffer parameter, Buffer gradient, MomentBuffers moments, AdamStep step, Buffer live) {
    float[] g = HostBuffer.data(gradient);
    if (live != null) {
      Elementwise.multiply(workers, HostBuffer.data(live), g);
    }
    MomentArrays arrays = MomentArrays.of(moments);
    workers.ranges(
        g.length,
        CHUNK,
        (from, to) -> kernels.adam(HostBuffer.data(parameter), g, arrays, step, from, to));
  }

  @Override
  public void relu(Buffer x) {
    Elementwise.relu(workers, HostBuffer.data(x));
  }

  @Override
  public void reluGradient(Buffer y, Buffer dy) {
    float[] values = HostBuffer.data(y);
    float[] gradient = HostBuffer.data(dy);
    workers.ranges(
        values.length, CHUNK, (from, to) -> kernels.reluGradient(values, gradient, from, to));
  }

  @Override
  public GraphOps graphs() {
    return graphs;
  }

  @Override
  public void pad(Frame frame, Buffer x, Buffer y) {
    Borders.pad(workers, frame, HostBuffer.data(x), HostBuffer.data(y));
  }

  @Override
  public void crop(Frame frame, Buffer y, Buffer x) {
    Borders.crop(workers, frame, HostBuffer.data(y), HostBuffer.data(x));
  }

  @Override
  public void dropout(NoiseKey key, float rate, Buffer x, Buffer mask, Buffer y) {
    float[] from = HostBuffer.data(x);
    float[] factors = HostBuffer.data(mask);
    float[] to = HostBuffer.data(y);
    workers.ranges(
        from.length, CHUNK, (a, b) -> kernels.dropout(key, rate, from, factors, to, a, b));
  }

  @Override
  public void affine(Channels channels, Buffer scale, Buffer shift, Buffer x, Buffer y) {
    normalisation.affine(
        channels,
        HostBuffer.data(scale),
        HostBuffer.data(shift),
        HostBuffer.data(x),
        HostBuffer.data(y));
  }

  @Override
  public void moments(Channels channels, int images, Buffer center, Buffer x, Buffer sums) {
    normalisation.moments(
        channels, images, HostBuffer.data(center), HostBuffer.data(x), HostBuffer.data(sums));
  }

  @Override
  public void comoments(
      Channels channels, int images, Buffer center, Buffer x, Buffer dy, Buffer sums) {
    normalisation.comoments(
        channels,
        images,
        HostBuffer.data(center),
        HostBuffer.data(x),
        HostBuffer.data(dy),
        HostBuffer.data(sums));
  }

  @Override
  public void normGradient(
      Channels channels, int images, Buffer coefficients, Buffer x, Buffer dy, Buffer dx) {
    normalisation.gradient(
        channels,
        images,
        HostBuffer.data(coefficients),
        HostBuffer.data(x),
        HostBuffer.data(dy),
        HostBuffer.data(dx));
  }

  @Override
  public void scale(float factor, Buffer x) {
    Elementwise.scale(workers, factor, HostBuffer.data(x));
  }

  @Override
  public void close() {
    workers.close();
  }
}
