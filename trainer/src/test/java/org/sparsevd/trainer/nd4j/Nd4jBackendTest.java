package org.sparsevd.trainer.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sparsevd.trainer.nd4j.BothBackends.Pair;
import org.sparsevd.trainer.nn.Geometry;
import org.sparsevd.trainer.nn.NoiseKey;
import org.sparsevd.trainer.nn.Pooling;

/** Every operation on random numbers, against the CPU backend. */
class Nd4jBackendTest {
  private static final List<Geometry> GEOMETRIES =
      List.of(
          Geometry.dense(7, 5, 16),
          Geometry.dense(3, 1, 16),
          Geometry.dense(1, 4, 32),
          new Geometry(1, 6, 6, 2, 3, 16),
          new Geometry(2, 6, 5, 3, 3, 16),
          new Geometry(3, 4, 5, 1, 2, 32),
          new Geometry(2, 3, 4, 3, 1, 16),
          new Geometry(2, 3, 3, 4, 3, 16));
  private static final List<Pooling> POOLINGS =
      List.of(
          new Pooling(3, 6, 4, 2, 16),
          new Pooling(2, 5, 7, 2, 16),
          new Pooling(1, 7, 8, 3, 32),
          new Pooling(2, 3, 2, 1, 16));

  private static BothBackends both;

  @BeforeAll
  static void open() {
    long seed = System.nanoTime();
    System.out.println("Nd4jBackendTest seed " + seed);
    both = new BothBackends(new Random(seed));
  }

  @AfterAll
  static void close() {
    both.close();
  }

  @Test
  void productsAreTheSame() {
    for (Geometry g : GEOMETRIES) {
      Pair weight = both.normal(g.weights());
      Pair x = both.normal(g.inputSize());
      Pair dy = both.normal(g.outputSize());

      Pair y = both.normal(g.outputSize());
      both.host.product(g, weight.host(), x.host(), y.host());
      both.nd4j.product(g, weight.nd4j(), x.nd4j(), y.nd4j());
      both.assertSums("product of " + g, y);

      Pair dWeight = both.normal(g.weights());
      both.host.weightGradient(g, dy.host(), x.host(), dWeight.host());
      both.nd4j.weightGradient(g, dy.nd4j(), x.nd4j(), dWeight.nd4j());
      both.assertSums("weight gradient of " + g, dWeight);

      Pair dx = both.normal(g.inputSize());
      both.host.inputGradient(g, weight.host(), dy.host(), dx.host());
      both.nd4j.inputGradient(g, weight.nd4j(), dy.nd4j(), dx.nd4j());
      both.assertSums("input gradient of " + g, dx);
    }
  }

  @Test
  void biasesAndNoiseAreTheSame() {
    for (Geometry g : GEOMETRIES) {
      Pair bias = both.normal(g.outputs());
      Pair y = both.normal(g.outputSize());
      both.host.addBias(g, bias.host(), y.host());
      both.nd4j.addBias(g, bias.nd4j(), y.nd4j());
      both.assertEach("bias of " + g, y);

      Pair dy = both.positive(g.outputSize(), 0);
      Pair dBias = both.normal(g.outputs());
      both.host.biasGradient(g, dy.host(), dBias.host());
      both.nd4j.biasGradient(g, dy.nd4j(), dBias.nd4j());
      both.assertSums("bias gradient of " + g, dBias);

      Pair variance = both.positive(g.outputSize(), 0);
      NoiseKey key = NoiseKey.of(both.random.nextLong(), 3, 1);
      both.host.perturb(g, key, bias.host(), y.host(), variance.host());
      both.nd4j.perturb(g, key, bias.nd4j(), y.nd4j(), variance.nd4j());
      both.assertSums("noisy output of " + g, y);
      both.assertEach("gain of " + g, variance);
    }
  }

  @Test
  void elementwiseOperationsAreTheSame() {
    Pair x = both.normal(48);
    Pair y = both.zeros(48);
    both.host.square(x.host(), y.host());
    both.nd4j.square(x.nd4j(), y.nd4j());
    both.assertEach("square", y);

    Pair dx = both.normal(48);
    both.host.addSquareGradient(x.host(), y.host(), dx.host());
    both.nd4j.addSquareGradient(x.nd4j(), y.nd4j(), dx.nd4j());
    both.assertSums("gradient of square", dx);

    both.host.multiply(x.host(), dx.host());
    both.nd4j.multiply(x.nd4j(), dx.nd4j());
    both.assertSums("product by element", dx);

    Pair masked = both.of(new float[] {0, 1, 1, 0});
    Pair weights = both.of(new float[] {1.5f, 2, 3, -4});
    Pair left = both.normal(4);
    both.host.unmasked(masked.host(), weights.host(), left.host());
    both.nd4j.unmasked(masked.nd4j(), weights.nd4j(), left.nd4j());
    both.assertEach("unmasked", left);
    assertThat(both.nd4jValues(left)).containsExactly(1.5f, 0, 0, -4);

    both.host.relu(x.host());
    both.nd4j.relu(x.nd4j());
    both.assertEach("relu", x);
    both.host.reluGradient(x.host(), dx.host());
    both.nd4j.reluGradient(x.nd4j(), dx.nd4j());
    both.assertSums("gradient of relu", dx);
  }

  @Test
  void reluKeepsWhatIsNotANumber() {
    Pair x = both.of(new float[] {Float.NaN, -1, 2});
    both.nd4j.relu(x.nd4j());
    assertThat(both.nd4jValues(x)).containsExactly(Float.NaN, -0f, 2);
  }

  @Test
  void poolingIsTheSameWithTies() {
    for (Pooling p : POOLINGS) {
      float[] values = new float[p.inputSize()];
      for (int i = 0; i < values.length; i++) {
        values[i] = both.random.nextInt(4) - 1;
      }
      Pair x = both.of(values);
      Pair y = both.normal(p.outputSize());
      both.host.maxPool(p, x.host(), y.host());
      both.nd4j.maxPool(p, x.nd4j(), y.nd4j());
      both.assertEach("maximum of " + p, y);

      Pair dy = both.normal(p.outputSize());
      Pair dx = both.normal(p.inputSize());
      both.host.maxPoolGradient(p, x.host(), y.host(), dy.host(), dx.host());
      both.nd4j.maxPoolGradient(p, x.nd4j(), y.nd4j(), dy.nd4j(), dx.nd4j());
      both.assertEach("gradient of maximum of " + p, dx);
    }
  }

  @Test
  void buffersRefuseArraysOfAnotherLength() {
    assertThatThrownBy(() -> both.nd4j.upload(new float[3], both.nd4j.buffer(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("buffer of 4 numbers, array of 3");
    assertThatThrownBy(() -> both.nd4j.download(both.nd4j.buffer(4), new float[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("buffer of 4 numbers, array of 5");
  }

  @Test
  void descriptionNamesWhatComputes() {
    assertThat(both.nd4j.name()).isEqualTo("nd4j");
    assertThat(both.nd4j.description()).contains("Backend").containsIgnoringCase("blas");
  }
}
