package org.sparsevd.trainer.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Window;
import org.sparsevd.trainer.nd4j.BothBackends.Pair;
import org.sparsevd.trainer.nn.Frame;
import org.sparsevd.trainer.nn.Geometry;
import org.sparsevd.trainer.nn.NoiseKey;
import org.sparsevd.trainer.nn.Pooling;
import org.sparsevd.trainer.recipe.Function;
import org.sparsevd.trainer.recipe.LayerSpec;

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
          new Geometry(2, 3, 3, 4, 3, 16),
          framed(3, 2, new Window(3, 2, 2, 1, 1, 2, 1, 0, 0, 1), 1),
          framed(4, 6, new Window(3, 3, 2, 2, 1, 1, 0, 0, 1, 1), 2),
          framed(5, 5, new Window(3, 3, 1, 1, 1, 1, 1, 1, 1, 1), 5),
          framed(3, 6, new Window(2, 1, 3, 2, 1, 1, 1, 0, 0, 0), 3),
          framed(4, 3, new Window(1, 1, 2, 2, 1, 1, 0, 0, 0, 0), 1));
  private static final List<Pooling> POOLINGS =
      List.of(
          new Pooling(3, 6, 4, 2, 16),
          new Pooling(2, 5, 7, 2, 16),
          new Pooling(1, 7, 8, 3, 32),
          new Pooling(2, 3, 2, 1, 16),
          new Pooling(2, 7, 6, new Window(3, 3, 2, 2, 1, 1, 1, 1, 1, 1), false, 16),
          new Pooling(3, 5, 6, new Window(2, 3, 1, 2, 1, 1, 1, 0, 0, 2), true, 16),
          new Pooling(2, 4, 5, new Window(4, 5, 1, 1, 1, 1, 0, 0, 0, 0), false, 32));

  private static Geometry framed(int inputs, int outputs, Window window, int groups) {
    return new Geometry(new Frame(inputs, 7, 6, window, 16), outputs, groups);
  }

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
      Pair images = both.normal(g.frame().imageSize());
      both.host.crop(g.frame(), dx.host(), images.host());
      both.nd4j.crop(g.frame(), dx.nd4j(), images.nd4j());
      both.assertSums("input gradient of " + g, images);
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
      both.host.graphs().maxPool(p, x.host(), y.host());
      both.nd4j.graphs().maxPool(p, x.nd4j(), y.nd4j());
      both.assertEach("maximum of " + p, y);

      Pair dy = both.normal(p.outputSize());
      Pair dx = both.normal(p.inputSize());
      both.host.graphs().maxPoolGradient(p, x.host(), y.host(), dy.host(), dx.host());
      both.nd4j.graphs().maxPoolGradient(p, x.nd4j(), y.nd4j(), dy.nd4j(), dx.nd4j());
      if (p.isTiling()) {
        both.assertEach("gradient of maximum of " + p, dx);
      } else {
        both.assertSums("gradient of maximum of " + p, dx);
      }
    }
  }

  @Test
  void meansOfWindowsAreTheSame() {
    for (Pooling p : POOLINGS) {
      Pair x = both.normal(p.inputSize());
      Pair y = both.normal(p.outputSize());
      both.host.graphs().averagePool(p, x.host(), y.host());
      both.nd4j.graphs().averagePool(p, x.nd4j(), y.nd4j());
      both.assertSums("mean of " + p, y);

      Pair dy = both.normal(p.outputSize());
      Pair dx = both.normal(p.inputSize());
      both.host.graphs().averagePoolGradient(p, dy.host(), dx.host());
      both.nd4j.graphs().averagePoolGradient(p, dy.nd4j(), dx.nd4j());
      both.assertSums("gradient of mean of " + p, dx);
    }
  }

  @Test
  void functionsAreTheSame() {
    for (Function function : Function.values()) {
      LayerSpec.Pointwise f = new LayerSpec.Pointwise(function, 0.2f, 1.5f);
      float[] values = both.normals(2048 + 16);
      for (int i = 0; i < values.length; i++) {
        values[i] *= 3;
      }
      Pair x = both.of(values);
      Pair y = both.normal(values.length);
      both.host.graphs().pointwise(f, x.host(), y.host());
      both.nd4j.graphs().pointwise(f, x.nd4j(), y.nd4j());
      both.assertSums("value of " + function, y);
      float[] found = both.hostValues(y);
      for (int i = 0; i < values.length; i++) {
        double expected = function.value(values[i], 0.2f, 1.5f);
        assertThat((double) found[i])
            .as("%s of %s", function, values[i])
            .isCloseTo(expected, within(3e-6));
      }

      float[] ones = new float[values.length];
      Arrays.fill(ones, 1);
      Pair dy = both.of(ones);
      both.host.graphs().pointwiseGradient(f, x.host(), dy.host());
      both.nd4j.graphs().pointwiseGradient(f, x.nd4j(), dy.nd4j());
      both.assertSums("gradient of " + function, dy);
      float[] slopes = both.hostValues(dy);
      for (int i = 0; i < values.length; i++) {
        double expected = function.derivative(values[i], 0.2f, 1.5f);
        assertThat((double) slopes[i])
            .as("%s at %s", function, values[i])
            .isCloseTo(expected, within(3e-6));
      }
    }
  }

  @Test
  void partsAreCopiedAndAddedTheSame() {
    Pair x = both.normal(48);
    Pair y = both.normal(64);
    both.host.graphs().copy(x.host(), 16, y.host(), 32, 16);
    both.nd4j.graphs().copy(x.nd4j(), 16, y.nd4j(), 32, 16);
    both.assertEach("copy", y);
    assertThat(both.hostValues(y)[32]).isEqualTo(both.hostValues(x)[16]);
    Pair sum = both.normal(48);
    float[] before = both.hostValues(sum);
    both.host.graphs().add(x.host(), sum.host());
    both.nd4j.graphs().add(x.nd4j(), sum.nd4j());
    both.assertEach("sum", sum);
    assertThat(both.hostValues(sum)[5]).isEqualTo(before[5] + both.hostValues(x)[5]);
  }

  @Test
  void framesAreTheSame() {
    for (Geometry g : GEOMETRIES) {
      Frame frame = g.frame();
      Pair x = both.normal(frame.imageSize());
      Pair y = both.normal(frame.size());
      both.host.pad(frame, x.host(), y.host());
      both.nd4j.pad(frame, x.nd4j(), y.nd4j());
      both.assertEach("frame of " + frame, y);
      Pair back = both.normal(frame.imageSize());
      both.host.crop(frame, y.host(), back.host());
      both.nd4j.crop(frame, y.nd4j(), back.nd4j());
      both.assertEach("images of " + frame, back);
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
