package org.sparsevd.trainer.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.sparsevd.trainer.block.BlockGrid;
import org.sparsevd.trainer.host.HostBackend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.MomentBuffers;
import org.sparsevd.trainer.nn.Posterior;
import org.sparsevd.trainer.recipe.Noise;

/** The CPU backend and ND4J's side by side, on the same numbers. */
final class BothBackends implements AutoCloseable {
  private static final double TOLERANCE = 1e-5;

  final HostBackend host = HostBackend.open(1);
  final Nd4jBackend nd4j = new Nd4jBackend(1);
  final Random random;

  /** One buffer of each backend. */
  record Pair(Buffer host, Buffer nd4j) {}

  BothBackends(Random random) {
    this.random = random;
  }

  Pair zeros(int size) {
    return new Pair(host.buffer(size), nd4j.buffer(size));
  }

  Pair of(float[] values) {
    Pair pair = zeros(values.length);
    host.upload(values, pair.host());
    nd4j.upload(values, pair.nd4j());
    return pair;
  }

  /** Normal numbers. */
  Pair normal(int size) {
    return of(normals(size));
  }

  /** Numbers of at least {@code least}. */
  Pair positive(int size, float least) {
    float[] values = normals(size);
    for (int i = 0; i < size; i++) {
      values[i] = least + Math.abs(values[i]);
    }
    return of(values);
  }

  float[] normals(int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  static Posterior posterior(boolean host, Noise noise, Pair... buffers) {
    Buffer[] b = new Buffer[buffers.length];
    for (int i = 0; i < b.length; i++) {
      b[i] = host ? buffers[i].host() : buffers[i].nd4j();
    }
    return new Posterior(noise, b[0], b[1], b[2], b[3], b[4], null);
  }

  /** The same whose weights decide in blocks. */
  Posterior inBlocks(boolean onHost, Noise noise, BlockGrid grid, Pair... buffers) {
    Posterior single = posterior(onHost, noise, buffers);
    Posterior made = Posterior.allocate(onHost ? host : nd4j, noise, single.mean().size(), grid);
    return new Posterior(
        noise,
        single.mean(),
        single.logSigma2(),
        single.live(),
        single.logAlpha(),
        single.variance(),
        made.blocks());
  }

  static MomentBuffers moments(boolean host, Pair first, Pair second) {
    return host
        ? new MomentBuffers(first.host(), second.host())
        : new MomentBuffers(first.nd4j(), second.nd4j());
  }

  float[] hostValues(Pair pair) {
    float[] values = new float[pair.host().size()];
    host.download(pair.host(), values);
    return values;
  }

  float[] nd4jValues(Pair pair) {
    float[] values = new float[pair.nd4j().size()];
    nd4j.download(pair.nd4j(), values);
    return values;
  }

  /** Both hold the same numbers, up to rounding relative to each. */
  void assertEach(String what, Pair pair) {
    assertClose(what, hostValues(pair), nd4jValues(pair), 0, TOLERANCE);
  }

  /** Both hold the same numbers, up to rounding of sums as large as the largest. */
  void assertSums(String what, Pair pair) {
    float[] expected = hostValues(pair);
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(largest).as(what).isPositive();
    assertClose(what, expected, nd4jValues(pair), largest * TOLERANCE, TOLERANCE);
  }

  static void assertClose(
      String what, float[] expected, float[] found, double absolute, double relative) {
    assertThat(found).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      double error = Math.abs((double) expected[i] - found[i]);
      assertThat(error <= absolute + relative * Math.abs(expected[i]))
          .as("%s, number %d: expected %s, found %s", what, i, expected[i], found[i])
          .isTrue();
    }
  }

  @Override
  public void close() {
    host.close();
    nd4j.close();
  }
}
