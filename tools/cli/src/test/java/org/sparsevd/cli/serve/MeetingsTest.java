package org.sparsevd.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** Weights that take part, against layers that have one weight alone. */
class MeetingsTest {
  private static final long SEED = 11;

  private static float[] sparse(Random random, int count, double density) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextDouble() < density ? (float) random.nextGaussian() : 0;
    }
    return values;
  }

  private static void check(Op.Weighted layer, float[] input, Shape in) {
    Shape out = layer.outputShape(List.of(in));
    int[] reads = new int[input.length];
    long used = layer.match(new Meetings(input, in, out, reads));
    float[] weight = layer.weight().toArray();
    float[] seen = new float[input.length];
    for (int i = 0; i < seen.length; i++) {
      seen[i] = input[i] != 0 ? 1 : 0;
    }
    long expectedUsed = 0;
    for (int w = 0; w < weight.length; w++) {
      if (weight[w] != 0) {
        float[] alone = new float[weight.length];
        alone[w] = 1;
        expectedUsed += sum(with(layer, alone), seen, in, out) > 0 ? 1 : 0;
      }
    }
    assertThat(used).as("seed %d", SEED).isEqualTo(expectedUsed);
    float[] ones = new float[weight.length];
    for (int w = 0; w < ones.length; w++) {
      ones[w] = weight[w] != 0 ? 1 : 0;
    }
    for (int i = 0; i < input.length; i++) {
      float[] alone = new float[input.length];
      alone[i] = seen[i];
      assertThat(reads[i])
          .as("seed %d", SEED)
          .isEqualTo((int) sum(with(layer, ones), alone, in, out));
    }
  }

  private static Op.Weighted with(Op.Weighted layer, float[] weight) {
    return layer.with(
        new DenseTensor(layer.weight().shape(), weight), new float[layer.bias().length]);
  }

  private static double sum(Op.Weighted layer, float[] input, Shape in, Shape out) {
    double sum = 0;
    for (float value : layer.compute(List.of(input), List.of(in), out)) {
      sum += value;
    }
    return sum;
  }

  @Test
  void denseLayersAndConvolutionsCountWhatMeets() {
    Random random = new Random(SEED);
    Shape weight = Shape.of(7, 12);
    DenseTensor dense = new DenseTensor(weight, sparse(random, 84, 0.3));
    check(new Op.Dense(dense, new float[7]), sparse(random, 12, 0.5), Shape.of(12));
    check(new Op.Dense(dense, new float[7]), sparse(random, 36, 0.2), Shape.of(3, 12));
    DenseTensor filters = new DenseTensor(Shape.of(4, 2, 3, 2), sparse(random, 48, 0.4));
    Window window = new Window(3, 2, 2, 1, 1, 2, 1, 0, 2, 1);
    check(
        new Op.Conv2d(filters, new float[4], window, 2),
        sparse(random, 4 * 6 * 7, 0.15),
        Shape.of(4, 6, 7));
  }
}
