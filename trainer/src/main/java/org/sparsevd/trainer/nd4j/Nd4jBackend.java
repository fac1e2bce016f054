package org.sparsevd.trainer.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparsevd.trainer.nn.Adam;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Channels;
import org.sparsevd.trainer.nn.Frame;
import org.sparsevd.trainer.nn.Geometry;
import org.sparsevd.trainer.nn.GraphOps;
import org.sparsevd.trainer.nn.MomentBuffers;
import org.sparsevd.trainer.nn.NoiseKey;
import org.sparsevd.trainer.nn.Posterior;
import org.sparsevd.trainer.optim.AdamStep;
import org.sparsevd.trainer.recipe.Noise;

/**
 * The backend of ND4J: array operations alone, so that the same code runs on whatever device the
 * ND4J on the class path serves. The noise comes from the host.
 *
 * <p>On a CPU it computes the same numbers as the backend for CPUs, up to rounding, and is slower.
 * It is there to show that the code is right where there is no GPU.
 */
public final class Nd4jBackend implements Backend {
  private final Scratch scratch = new Scratch();
  private final HostNoise noise;
  private final Products products;
  private final Nd4jGraphs graphs;
  private final Activations activations;
  private final WeightPasses weights;
  private final NdBlocks blocks;
  private final Nd4jBatchNorm normalisation;

  /**
   * Loads ND4J if need be.
   *
   * @param threads that make the noise, at least 1; results do not depend on it
   * @throws IllegalStateException if ND4J or its natives for this platform are missing; in one line
   */
  public Nd4jBackend(int threads) {
    Nd4jLibrary.load();
    noise = new HostNoise(threads);
    products = new Products(scratch);
    graphs = new Nd4jGraphs(scratch);
    activations = new Activations(scratch, noise);
    weights = new WeightPasses(scratch);
    blocks = new NdBlocks(weights);
    normalisation = new Nd4jBatchNorm(scratch);
  }

  /** What computes, for people: {@code nd4j (CpuBackend, BLAS OPENBLAS, ...)}. */
  @Override
  public String description() {
    return "nd4j (" + Nd4jLibrary.description() + ")";
  }

  @Override
  public String name() {
    return "nd4j";
  }

  @Override
  public Buffer buffer(int size) {
    return new NdBuffer(size);
  }

  @Override
  public void upload(float[] from, Buffer to) {
    checkSize(to, from);
    NdBuffer.flat(to).data().setData(from);
  }

  @Override
  public void download(Buffer from, float[] to) {
    checkSize(from, to);
    NdBuffer.flat(from).data().asNioFloat().get(to);
  }

  private static void checkSize(Buffer buffer, float[] array) {
    if (array.length != buffer.size()) {
      throw new IllegalArgumentException(
          "buffer of " + buffer.size() + " numbers, array of " + array.length);
    }
  }

  @Override
  public void product(Geometry geometry, Buffer weight, Buffer x, Buffer y) {
    products.product(geometry, NdBuffer.of(weight), NdBuffer.of(x), NdBuffer.of(y));
  }

  @Override
  public void weightGradient(Geometry geometry, Buffer dy, Buffer x, Buffer dWeight) {
    products.weightGradient(geometry, NdBuffer.of(dy), NdBuffer.of(x), NdBuffer.of(dWeight));
  }

  @Override
  public void inputGradient(Geometry geometry, Buffer weight, Buffer dy, Buffer dx) {
    products.inputGradient(geometry, NdBuffer.of(weight), NdBuffer.of(dy), NdBuffer.of(dx));
  }

  @Override
  public void square(Buffer x, Buffer y) {
    INDArray values = NdBuffer.flat(x);
    values.muli(values, NdBuffer.flat(y));
  }

  @Override
  public void addSquareGradient(Buffer x, Buffer dSquare, Buffer dx) {
    activations.addSquareGradient(NdBuffer.flat(x), NdBuffer.flat(dSquare), NdBuffer.flat(dx));
  }

  @Override
  public void addBias(Geometry geometry, Buffer bias, Buffer y) {
    Activations.addBias(geometry, NdBuffer.of(bias), NdBuffer.of(y));
  }

  @Override
  public void perturb(Geometry geometry, NoiseKey key, Buffer bias, Buffer y, Buffer variance) {
    activations.perturb(geometry, key, NdBuffer.of(bias), NdBuffer.of(y), NdBuffer.of(variance));
  }

  @Override
  public void multiply(Buffer dy, Buffer gain) {
    NdBuffer.flat(gain).muli(NdBuffer.flat(dy));
  }

  @Override
  public void unmasked(Buffer masked, Buffer x, Buffer y) {
    NdBuffer.flat(masked).rsubi(1, NdBuffer.flat(y));
    NdBuffer.flat(y).muli(NdBuffer.flat(x));
  }

  @Override
  public void biasGradient(Geometry geometry, Buffer dy, Buffer dBias) {
    Activations.biasGradient(geometry, NdBuffer.of(dy), NdBuffer.of(dBias));
  }

  @Override
  public void refresh(Posterior posterior) {
    if (posterior.blocks() == null) {
      weights.refresh(posterior);
    } else {
      blocks.refresh(posterior);
    }
  }

  @Override
  public void clip(Posterior posterior, float limit, Buffer kept, Buffer clipped) {
    weights.clip(posterior, limit, NdBuffer.flat(kept), NdBuffer.flat(clipped));
  }

  @Override
  public void update(
      Posterior posterior,
      Buffer dMean,
      Buffer dVariance,
      float klScale,
      Adam mean,
      Adam logSigma2) {
    INDArray dW = NdBuffer.flat(dMean);
    INDArray dS = NdBuffer.flat(dVariance);
    boolean joint = posterior.blocks() != null;
    if (joint) {
      blocks.gradients(posterior, dW, dS, klScale);
    } else {
      weights.gradients(posterior, dW, dS, klScale);
    }
    if (posterior.noise() == Noise.MULTIPLICATIVE) {
      addLogSquare(posterior, -1);
    }
    weights.adam(NdBuffer.flat(posterior.mean()), dW, mean.moments(), mean.step());
    weights.adam(NdBuffer.flat(posterior.logSigma2()), dS, logSigma2.moments(), logSigma2.step());
    if (posterior.noise() == Noise.MULTIPLICATIVE) {
      addLogSquare(posterior, 1);
    }
    refresh(posterior);
  }

  private void addLogSquare(Posterior posterior, float factor) {
    if (posterior.blocks() == null) {
      weights.addLogSquare(posterior, factor);
    } else {
      blocks.addLogSquare(posterior, factor);
    }
  }

  @Override
  public void adam(
      Buffer parameter, Buffer gradient, MomentBuffers moments, AdamStep step, Buffer live) {
    if (live != null) {
      multiply(live, gradient);
    }
    weights.adam(NdBuffer.flat(parameter), NdBuffer.flat(gradient), moments, step);
  }

  @Override
  public void relu(Buffer x) {
    activations.relu(NdBuffer.flat(x));
  }

  @Override
  public void reluGradient(Buffer y, Buffer dy) {
    activations.reluGradient(NdBuffer.flat(y), NdBuffer.flat(dy));
  }

  @Override
  public GraphOps graphs() {
    return graphs;
  }

  @Override
  public void pad(Frame frame, Buffer x, Buffer y) {
    Frames.pad(frame, NdBuffer.of(x), NdBuffer.of(y));
  }

  @Override
  public void crop(Frame frame, Buffer y, Buffer x) {
    Frames.crop(frame, NdBuffer.of(y), NdBuffer.of(x));
  }

  @Override
  public void dropout(NoiseKey key, float rate, Buffer x, Buffer mask, Buffer y) {
    activations.dropout(key, rate, NdBuffer.flat(x), NdBuffer.flat(mask), NdBuffer.flat(y));
  }

  @Override
  public void affine(Channels channels, Buffer scale, Buffer shift, Buffer x, Buffer y) {
    Nd4jBatchNorm.affine(
        channels, NdBuffer.of(scale), NdBuffer.of(shift), NdBuffer.of(x), NdBuffer.of(y));
  }

  @Override
  public void moments(Channels channels, int images, Buffer center, Buffer x, Buffer sums) {
    normalisation.moments(channels, images, NdBuffer.of(center), NdBuffer.of(x), NdBuffer.of(sums));
  }

  @Override
  public void comoments(
      Channels channels, int images, Buffer center, Buffer x, Buffer dy, Buffer sums) {
    normalisation.comoments(
        channels, images, NdBuffer.of(center), NdBuffer.of(x), NdBuffer.of(dy), NdBuffer.of(sums));
  }

  @Override
  public void normGradient(
      Channels channels, int images, Buffer coefficients, Buffer x, Buffer dy, Buffer dx) {
    normalisation.gradient(
        channels,
        images,
        NdBuffer.of(coefficients),
        NdBuffer.of(x),
        NdBuffer.of(dy),
        NdBuffer.of(dx));
  }

  @Override
  public void scale(float factor, Buffer x) {
    NdBuffer.flat(x).muli(factor);
  }

  @Override
  public void close() {
    scratch.clear();
    noise.close();
  }
}
