package org.sparsevd.trainer.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.model.Window;
import org.sparsevd.trainer.host.memory.HostBuffer;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Frame;
import org.sparsevd.trainer.nn.Geometry;

/** Products and convolutions of all extents: tiles in registers against plain loops. */
class ProductsTest {
  private static final int PRODUCT = 0;
  private static final int WEIGHT_GRADIENT = 1;
  private static final int INPUT_GRADIENT = 2;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void vectorsAgreeWithScalars(long seed) {
    Random random = new Random(seed);
    agree(seed, random, geometry(random));
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36})
  void alsoWithStridesGroupsAndOddWindows(long seed) {
    Random random = new Random(seed);
    agree(seed, random, anyGeometry(random));
  }

  /** And the others as machine code computes them, in plain loops. */
  @ParameterizedTest
  @ValueSource(longs = {41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52})
  void alsoByTransformsOfSmallKernels(long seed) {
    Random random = new Random(seed);
    Geometry g = random.nextInt(4) == 0 ? anyGeometry(random) : small(random);
    TrainingKernels code = new VectorTrainingKernels(new LoopProducts(VectorMath.WIDTH));
    agree(seed, random, g, code);
  }

  /** 3x3 kernels at stride 1, outputs of even extents. */
  private static Geometry small(Random random) {
    int groups = 1 + random.nextInt(2);
    boolean same = random.nextInt(3) > 0;
    int top = same ? 1 : random.nextInt(3);
    int bottom = same ? 1 : random.nextInt(3);
    int left = same ? 1 : random.nextInt(3);
    int right = same ? 1 : random.nextInt(3);
    int height = 2 * (1 + random.nextInt(4)) + 2 - top - bottom;
    int width = 2 * (1 + random.nextInt(4)) + 2 - left - right;
    Window window = new Window(3, 3, 1, 1, 1, 1, top, left, bottom, right);
    int columns = 16 * (1 + random.nextInt(6));
    int inputs = groups * (8 + random.nextInt(20));
    Frame frame = new Frame(inputs, Math.max(1, height), Math.max(1, width), window, columns);
    int odd = frame.outputHeight() % 2 + frame.outputWidth() % 2;
    return odd > 0 ? small(random) : new Geometry(frame, groups * (8 + random.nextInt(30)), groups);
  }

  private static void agree(long seed, Random random, Geometry g) {
    agree(seed, random, g, new VectorTrainingKernels(null));
  }

  private static void agree(long seed, Random random, Geometry g, TrainingKernels kernels) {
    float[] weight = numbers(random, g.weights());
    float[] x = numbers(random, g.inputSize());
    float[] dy = numbers(random, g.outputSize());
    float[][] plain = results(new ScalarTrainingKernels(), 1, g, weight, x, dy);
    float[][] alone = results(kernels, 1, g, weight, x, dy);
    for (int threads = 1; threads <= 3; threads++) {
      float[][] vector = results(kernels, threads, g, weight, x, dy);
      assertThat(vector).as("seed %d, %s, %d threads", seed, g, threads).isDeepEqualTo(alone);
      close(g, seed, PRODUCT, vector, plain, g.depth());
      close(g, seed, WEIGHT_GRADIENT, vector, plain, g.outputPixels() * g.columns());
      close(g, seed, INPUT_GRADIENT, vector, plain, g.outputs() * g.frame().kernelArea());
    }
  }

  private static Geometry geometry(Random random) {
    int inputs = 1 + random.nextInt(40);
    int outputs = 1 + random.nextInt(40);
    int columns = 16 * (1 + random.nextInt(3));
    if (random.nextInt(4) == 0) {
      return Geometry.dense(inputs, outputs, columns);
    }
    int kernel = 1 + 2 * random.nextInt(3);
    int border = random.nextBoolean() ? kernel / 2 : 0;
    int height = kernel + random.nextInt(9);
    int width = kernel + random.nextInt(9);
    Window window = Window.square(kernel, border);
    int inside = 2 * border;
    return new Geometry(
        new Frame(inputs, height - inside, width - inside, window, columns), outputs, 1);
  }

  private static Geometry anyGeometry(Random random) {
    int groups = 1 + random.nextInt(3);
    int perGroup = 1 + random.nextInt(random.nextBoolean() ? 1 : 9);
    int outputs = groups * (1 + random.nextInt(9));
    int tall = 1 + random.nextInt(4);
    int wide = 1 + random.nextInt(4);
    int dilation = 1 + random.nextInt(2);
    Window window =
        new Window(
            tall,
            wide,
            1 + random.nextInt(3),
            1 + random.nextInt(3),
            dilation,
            1,
            random.nextInt(tall),
            random.nextInt(wide),
            random.nextInt(tall),
            random.nextInt(wide));
    int height = (tall - 1) * dilation + 1 + random.nextInt(8);
    int columns = 16 * (1 + random.nextInt(3));
    Frame frame = new Frame(groups * perGroup, height, wide + random.nextInt(8), window, columns);
    return new Geometry(frame, outputs, groups);
  }

  private static float[] numbers(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[][] results(
      TrainingKernels kernels, int threads, Geometry g, float[] weight, float[] x, float[] dy) {
    try (HostBackend backend = new HostBackend(kernels, threads)) {
      Buffer w = uploaded(backend, weight);
      Buffer in = uploaded(backend, x);
      Buffer out = uploaded(backend, dy);
      Buffer y = backend.buffer(g.outputSize());
      Buffer dWeight = backend.buffer(g.weights());
      Buffer dx = backend.buffer(g.inputSize());
      backend.product(g, w, in, y);
      backend.weightGradient(g, out, in, dWeight);
      backend.inputGradient(g, w, out, dx);
      return new float[][] {HostBuffer.data(y), HostBuffer.data(dWeight), images(backend, g, dx)};
    }
  }

  private static Buffer uploaded(HostBackend backend, float[] values) {
    Buffer buffer = backend.buffer(values.length);
    backend.upload(values, buffer);
    return buffer;
  }

  /** The gradient of the images; that of the zeros around them is nobody's. */
  private static float[] images(HostBackend backend, Geometry g, Buffer dx) {
    Buffer images = backend.buffer(g.frame().imageSize());
    backend.crop(g.frame(), dx, images);
    return HostBuffer.data(images);
  }

  private static void close(
      Geometry g, long seed, int which, float[][] found, float[][] expected, int terms) {
    for (int i = 0; i < expected[which].length; i++) {
      assertThat((double) found[which][i])
          .as("seed %d, %s, result %d, element %d", seed, g, which, i)
          .isCloseTo(expected[which][i], within(2e-6 * terms));
    }
  }
}
