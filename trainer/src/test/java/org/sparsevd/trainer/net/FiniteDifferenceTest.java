package org.sparsevd.trainer.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparsevd.trainer.block.Blocks;
import org.sparsevd.trainer.host.HostBackends;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.BlockPosterior;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Mode;
import org.sparsevd.trainer.optim.AdamStep;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Noise;

/** Gradients of every layer against central differences of {@link ReferenceNet}. */
class FiniteDifferenceTest {
  private static final int BATCH = 5;
  private static final int COLUMNS = 16;
  private static final double KL_SCALE = 0.01;
  private static final double STEP = 1e-5;

  static Stream<Backend> backends() {
    return Stream.of(HostBackends.scalar(1), HostBackends.vector(2));
  }

  @ParameterizedTest
  @MethodSource("backends")
  void noisyAndPlain(Backend backend) {
    try (backend) {
      for (boolean noisy : List.of(true, false)) {
        check(ReferenceNet.small(), backend, 17, Noise.ADDITIVE, noisy);
      }
      check(ReferenceNet.small(), backend, 19, Noise.MULTIPLICATIVE, true);
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void batchNormalisationPaddingAndDropout(Backend backend) {
    try (backend) {
      for (boolean noisy : List.of(true, false)) {
        check(ReferenceNet.normalised(), backend, 18, Noise.ADDITIVE, noisy);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void graphsOfLayers(Backend backend) {
    try (backend) {
      for (boolean noisy : List.of(true, false)) {
        check(ReferenceNet.graph(), backend, 20, Noise.ADDITIVE, noisy);
      }
    }
  }

  private static void check(
      Network network, Backend backend, long seed, Noise noise, boolean noisy) {
    check(network, backend, seed, noise, Blocks.NONE, noisy);
  }

  static void check(
      Network network, Backend backend, long seed, Noise noise, Blocks blocks, boolean noisy) {
    Random random = new Random(seed);
    Net net = new Net(network, null, noise, blocks, backend, COLUMNS);
    ReferenceNet reference = randomise(network, net, noise, random);
    reference.blocks = blocks;
    double[][] images = new double[BATCH][network.input().size()];
    int[] labels = new int[BATCH];
    float[] batch = new float[network.input().size() * COLUMNS];
    for (int b = 0; b < BATCH; b++) {
      labels[b] = random.nextInt(net.outputs());
      for (int i = 0; i < images[b].length; i++) {
        batch[i * COLUMNS + b] = (float) random.nextGaussian();
        images[b][i] = batch[i * COLUMNS + b];
      }
    }
    Buffer input = backend.buffer(batch.length);
    backend.upload(batch, input);
    SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy(net.outputs(), COLUMNS);
    Mode.Kind kind = noisy ? Mode.Kind.NOISY : Mode.Kind.MEAN;
    Buffer scores = net.forward(input, new Mode(kind, !noisy, BATCH, seed, 3));
    double sum = loss.loss(backend, scores, labels, BATCH);
    double expected = reference.loss(images, labels, seed, 3, noisy, 0);
    assertThat(sum / BATCH).as("loss, seed %d", seed).isCloseTo(expected, within(1e-6 * expected));
    Buffer gradient = backend.buffer(loss.gradient().length);
    backend.upload(loss.gradient(), gradient);
    net.backward(gradient);
    double klScale = noisy ? KL_SCALE : 0;
    for (int l = 0; l < net.weighted().size(); l++) {
      SparseVdLayer layer = net.weighted().get(l);
      float[] biasGradient = layer.download(layer.dBias());
      float[] meanGradient = layer.download(layer.meanGradient());
      float[] logSigma2Gradient = new float[meanGradient.length];
      if (noisy) {
        AdamStep none = new AdamStep(0, 0, 0, 1);
        layer.update(none, none, (float) klScale);
        meanGradient = layer.download(layer.meanMoments().first());
        logSigma2Gradient = layer.download(layer.logSigma2Moments().first());
      }
      String where = layer.name() + ", noisy " + noisy + ", seed " + seed;
      BatchNorm norm = net.norms().get(l);
      if (norm == null) {
        compare(reference, reference.biases[l], biasGradient, images, labels, seed, noisy, where);
      } else {
        float[] dScale = norm.download(norm.dScale());
        float[] dShift = norm.download(norm.dShift());
        compare(reference, reference.scales[l], dScale, images, labels, seed, noisy, where);
        compare(reference, reference.shifts[l], dShift, images, labels, seed, noisy, where);
      }
      compare(reference, reference.means[l], meanGradient, images, labels, seed, noisy, where);
      compare(
          reference, reference.spreads[l], logSigma2Gradient, images, labels, seed, noisy, where);
    }
    for (int n = 0; n < net.freeNorms().size(); n++) {
      BatchNorm norm = net.freeNorms().get(n);
      String where = "normalisation " + n + ", noisy " + noisy + ", seed " + seed;
      float[] dScale = norm.download(norm.dScale());
      float[] dShift = norm.download(norm.dShift());
      compare(reference, reference.freeScales[n], dScale, images, labels, seed, noisy, where);
      compare(reference, reference.freeShifts[n], dShift, images, labels, seed, noisy, where);
    }
  }

  private static void compare(
      ReferenceNet reference,
      double[] parameters,
      float[] found,
      double[][] images,
      int[] labels,
      long seed,
      boolean noisy,
      String where) {
    double klScale = noisy ? KL_SCALE : 0;
    double scale = 1e-3;
    for (float value : found) {
      scale = Math.max(scale, Math.abs(value));
    }
    for (int i = 0; i < parameters.length; i += 1 + parameters.length / samples(reference)) {
      double kept = parameters[i];
      double step = STEP * Math.max(1e-2, Math.abs(kept));
      parameters[i] = kept + step;
      double up = reference.loss(images, labels, seed, 3, noisy, klScale);
      parameters[i] = kept - step;
      double down = reference.loss(images, labels, seed, 3, noisy, klScale);
      parameters[i] = kept;
      assertThat((double) found[i])
          .as("%s, element %d of %d", where, i, parameters.length)
          .isCloseTo((up - down) / (2 * step), within(2e-4 * scale));
    }
  }

  /** Of each parameter; a graph has so many of them that fewer do. */
  private static int samples(ReferenceNet reference) {
    return reference.means.length > 6 ? 8 : 40;
  }

  /** Random parameters on both sides; log alpha on either side of its clip now and then. */
  private static ReferenceNet randomise(Network network, Net net, Noise noise, Random random) {
    int layers = net.weighted().size();
    double[][] means = new double[layers][];
    double[][] spreads = new double[layers][];
    double[][] biases = new double[layers][];
    double[][] scales = new double[layers][];
    double[][] shifts = new double[layers][];
    for (int l = 0; l < layers; l++) {
      SparseVdLayer layer = net.weighted().get(l);
      int weights = layer.geometry().weights();
      means[l] = gaussians(random, weights, 0.4);
      spreads[l] = gaussians(random, weights, 2);
      biases[l] = gaussians(random, layer.geometry().outputs(), 0.3);
      float[] live = new float[weights];
      Arrays.fill(live, 1);
      layer.upload(live, layer.posterior().live());
      layer.upload(floats(means[l]), layer.posterior().mean());
      layer.upload(floats(spreads[l]), layer.posterior().logSigma2());
      layer.upload(floats(biases[l]), layer.bias());
      layer.refresh();
      BlockPosterior joint = layer.posterior().blocks();
      for (int i = 0; noise == Noise.MULTIPLICATIVE && i < weights; i++) {
        spreads[l][i] -= logSquare(layer, joint, means[l], i);
      }
      BatchNorm norm = net.norms().get(l);
      if (norm != null) {
        scales[l] = gaussians(random, layer.geometry().outputs(), 1);
        shifts[l] = gaussians(random, layer.geometry().outputs(), 0.5);
        norm.upload(floats(scales[l]), norm.scale());
        norm.upload(floats(shifts[l]), norm.shift());
      }
    }
    ReferenceNet reference =
        new ReferenceNet(network, COLUMNS, noise, means, spreads, biases, scales, shifts);
    int free = net.freeNorms().size();
    reference.freeScales = new double[free][];
    reference.freeShifts = new double[free][];
    for (int n = 0; n < free; n++) {
      BatchNorm norm = net.freeNorms().get(n);
      reference.freeScales[n] = gaussians(random, norm.scale().size(), 1);
      reference.freeShifts[n] = gaussians(random, norm.scale().size(), 0.5);
      norm.upload(floats(reference.freeScales[n]), norm.scale());
      norm.upload(floats(reference.freeShifts[n]), norm.shift());
    }
    return reference;
  }

  /** What log alpha is less than the log variance: of a weight, or of its block. */
  private static double logSquare(
      SparseVdLayer layer, BlockPosterior joint, double[] means, int i) {
    if (joint == null) {
      return Math.log(means[i] * means[i]);
    }
    float[] mean = layer.download(joint.joint().mean());
    int depth = joint.grid().depth();
    int range = i / depth / 4;
    double root = mean[range * joint.grid().perRange() + joint.grid().blockOf()[i % depth]];
    return 2 * Math.log(root);
  }

  private static double[] gaussians(Random random, int count, double deviation) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * deviation - (deviation > 1 ? 5 : 0));
    }
    return values;
  }

  private static float[] floats(double[] values) {
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) values[i];
    }
    return out;
  }
}
