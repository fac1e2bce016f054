package org.sparsevd.trainer.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparsevd.trainer.host.HostBackends;
import org.sparsevd.trainer.nd4j.Nd4jBackend;
import org.sparsevd.trainer.nn.Adam;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Geometry;
import org.sparsevd.trainer.nn.KlDivergence;
import org.sparsevd.trainer.nn.MomentBuffers;
import org.sparsevd.trainer.nn.Posterior;
import org.sparsevd.trainer.optim.AdamStep;
import org.sparsevd.trainer.recipe.Noise;

/** Every backend computes what an independent implementation in double precision computed. */
class GoldenTest {
  private static final float KL_WEIGHT = 0.3f;
  private static final float THRESHOLD = 3;
  private static final List<Backend> BACKENDS =
      Stream.concat(HostBackends.all().stream(), Stream.of(new Nd4jBackend(1))).toList();

  static Stream<Arguments> cases() {
    return BACKENDS.stream()
        .flatMap(
            backend ->
                Stream.of(GoldenLayer.dense(), GoldenLayer.convolution())
                    .map(layer -> Arguments.of(backend, layer)));
  }

  @AfterAll
  static void close() {
    BACKENDS.forEach(Backend::close);
  }

  /** One layer of the file on a backend, with the file's noise. */
  private static final class Run {
    final Backend backend;
    final GoldenLayer golden;
    final Geometry geometry;
    final Posterior posterior;
    final Buffer bias;
    final Buffer x;
    final Buffer square;
    final Buffer y;
    final Buffer gain;
    final float[] means;

    Run(Backend backend, GoldenLayer golden, boolean clip) {
      this.backend = backend;
      this.golden = golden;
      geometry = golden.geometry;
      posterior = Posterior.allocate(backend, Noise.ADDITIVE, geometry.weights(), null);
      backend.upload(golden.weights("W"), posterior.mean());
      backend.upload(golden.weights("log_sigma2"), posterior.logSigma2());
      float[] live = new float[geometry.weights()];
      Arrays.fill(live, 1);
      backend.upload(live, posterior.live());
      backend.refresh(posterior);
      bias = buffer(golden.biases("b"));
      x = buffer(golden.inputs("x"));
      square = backend.buffer(x.size());
      y = backend.buffer(geometry.outputSize());
      gain = backend.buffer(geometry.outputSize());
      means = new float[geometry.weights()];
      refreshMeans(clip);
    }

    Buffer buffer(float[] values) {
      Buffer buffer = backend.buffer(values.length);
      backend.upload(values, buffer);
      return buffer;
    }

    float[] download(Buffer buffer) {
      float[] values = new float[buffer.size()];
      backend.download(buffer, values);
      return values;
    }

    /** The means that the forward pass uses: thresholded with {@code clip}. */
    final void refreshMeans(boolean clip) {
      Buffer kept = backend.buffer(means.length);
      Buffer clipped = backend.buffer(means.length);
      backend.clip(posterior, clip ? THRESHOLD : 2 * Posterior.CLIP, kept, clipped);
      backend.download(clipped, means);
    }

    /** {@code mean + sqrt(variance + floor) * eps + b}; leaves the gain. */
    float[] forward(boolean noisy) {
      backend.product(geometry, buffer(means), x, y);
      backend.square(x, square);
      backend.product(geometry, posterior.variance(), square, gain);
      backend.addBias(geometry, bias, y);
      float[] out = download(y);
      if (noisy) {
        float[] variance = download(gain);
        float[] eps = golden.outputs("eps");
        for (int i = 0; i < out.length; i++) {
          float deviation = (float) Math.sqrt(variance[i] + Backend.VARIANCE_FLOOR);
          out[i] += deviation * eps[i];
          variance[i] = 0.5f * eps[i] / deviation;
        }
        backend.upload(variance, gain);
      }
      return out;
    }

    /** Gradients of the loss with respect to mean and log variance. */
    float[][] backward(boolean clip, boolean noisy, Buffer dx) {
      Buffer dy = buffer(golden.outputs("c"));
      Buffer dMean = backend.buffer(geometry.weights());
      Buffer dVariance = backend.buffer(geometry.weights());
      backend.weightGradient(geometry, dy, x, dMean);
      backend.inputGradient(geometry, buffer(means), dy, dx);
      if (noisy) {
        backend.multiply(dy, gain);
        backend.weightGradient(geometry, gain, square, dVariance);
        Buffer dSquare = backend.buffer(dx.size());
        backend.inputGradient(geometry, posterior.variance(), gain, dSquare);
        backend.addSquareGradient(x, dSquare, dx);
      }
      if (clip) {
        maskClipped(dMean);
      }
      return new float[][] {download(dMean), download(dVariance)};
    }

    private void maskClipped(Buffer dMean) {
      float[] masked = download(dMean);
      for (int i = 0; i < masked.length; i++) {
        masked[i] = means[i] == 0 ? 0 : masked[i];
      }
      backend.upload(masked, dMean);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void logAlphaAndDivergence(Backend backend, GoldenLayer golden) {
    Run run = new Run(backend, golden, false);
    close(run.download(run.posterior.logAlpha()), golden.weights("log_alpha"), 1e-5);
    double divergence = 0;
    for (float logAlpha : run.download(run.posterior.logAlpha())) {
      divergence += KlDivergence.of(logAlpha);
    }
    assertThat(divergence).isCloseTo(golden.number("KL"), within(1e-5, golden.number("KL")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void forwardPasses(Backend backend, GoldenLayer golden) {
    Run run = new Run(backend, golden, false);
    closeInBatch(golden, run.forward(true), golden.outputs("train.out"));
    Run clipped = new Run(backend, golden, true);
    closeInBatch(golden, clipped.forward(true), golden.outputs("train_clip.out"));
    closeInBatch(golden, clipped.forward(false), golden.outputs("deterministic.out"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradients(Backend backend, GoldenLayer golden) {
    for (String mode : List.of("train", "train_clip", "deterministic")) {
      boolean clip = !mode.equals("train");
      boolean noisy = !mode.equals("deterministic");
      Run run = new Run(backend, golden, clip);
      run.forward(noisy);
      Buffer dx = backend.buffer(run.x.size());
      float[][] gradients = run.backward(clip, noisy, dx);
      close(golden.withoutPadding(run.download(dx)), golden.inputs(mode + ".grad_x"), 1e-4);
      Buffer dBias = backend.buffer(run.geometry.outputs());
      backend.biasGradient(run.geometry, run.buffer(golden.outputs("c")), dBias);
      close(run.download(dBias), golden.biases(mode + ".grad_b"), 1e-5);
      float[][] full = throughAdam(run, gradients);
      close(full[0], golden.weights(mode + ".grad_W"), 1e-4);
      close(full[1], golden.weights(mode + ".grad_log_sigma2"), 1e-4);
    }
  }

  /**
   * The gradients that {@link Backend#update} makes of these, read from Adam's first moment with
   * {@code beta1 = 0} and no step taken.
   */
  private static float[][] throughAdam(Run run, float[][] gradients) {
    MomentBuffers mean = MomentBuffers.allocate(run.backend, run.geometry.weights());
    MomentBuffers logSigma2 = MomentBuffers.allocate(run.backend, run.geometry.weights());
    AdamStep none = new AdamStep(0, 0, 0, 1);
    run.backend.update(
        run.posterior,
        run.buffer(gradients[0]),
        run.buffer(gradients[1]),
        KL_WEIGHT,
        new Adam(mean, none),
        new Adam(logSigma2, none));
    return new float[][] {run.download(mean.first()), run.download(logSigma2.first())};
  }

  @ParameterizedTest
  @MethodSource("cases")
  void twoStepsOfAdam(Backend backend, GoldenLayer golden) {
    Run run = new Run(backend, golden, true);
    MomentBuffers mean = MomentBuffers.allocate(backend, run.geometry.weights());
    MomentBuffers logSigma2 = MomentBuffers.allocate(backend, run.geometry.weights());
    MomentBuffers bias = MomentBuffers.allocate(backend, run.geometry.outputs());
    for (int t = 1; t <= 2; t++) {
      run.refreshMeans(true);
      run.forward(true);
      float[][] g = run.backward(true, true, backend.buffer(run.x.size()));
      AdamStep step = AdamStep.of(1e-3, t);
      Buffer dBias = backend.buffer(run.geometry.outputs());
      backend.biasGradient(run.geometry, run.buffer(golden.outputs("c")), dBias);
      backend.adam(run.bias, dBias, bias, step, null);
      backend.update(
          run.posterior,
          run.buffer(g[0]),
          run.buffer(g[1]),
          KL_WEIGHT,
          new Adam(mean, step),
          new Adam(logSigma2, step));
      String expected = "adam.lasagne." + (t - 1) + ".";
      close(run.download(run.posterior.mean()), golden.weights(expected + "W"), 2e-6);
      close(run.download(run.posterior.logSigma2()), golden.weights(expected + "log_sigma2"), 2e-6);
      close(run.download(run.bias), golden.biases(expected + "b"), 2e-6);
    }
  }

  private static void closeInBatch(GoldenLayer golden, float[] found, float[] expected) {
    int n = golden.geometry.columns();
    float[] inBatch = found.clone();
    for (int i = 0; i < inBatch.length; i++) {
      inBatch[i] = i % n < golden.batch ? inBatch[i] : 0;
    }
    close(inBatch, expected, 1e-5);
  }

  /** Equal up to a share of the larger of 1 and the expected number. */
  private static void close(float[] found, float[] expected, double tolerance) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i])
          .as("element %d", i)
          .isCloseTo(expected[i], within(tolerance, expected[i]));
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double tolerance, double expected) {
    return org.assertj.core.data.Offset.offset(tolerance * Math.max(1, Math.abs(expected)));
  }
}
