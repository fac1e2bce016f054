package org.sparsevd.benchmarks.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.model.Work;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

class LayerTimesTest {
  private static DenseTensor weight(int... extents) {
    Shape shape = Shape.of(extents);
    Random random = new Random(7);
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(3) == 0 ? (float) random.nextGaussian() : 0;
    }
    return new DenseTensor(shape, values);
  }

  /** Whatever is fused, and whether images lie in rows or in tiles. */
  @Test
  void everyLayerHasItsOperationsOnce() throws Exception {
    for (int size : new int[] {6, 32}) {
      int flat = 8 * (size / 2) * (size / 2);
      Model model =
          new Model.Chain("net", Shape.of(3, size, size))
              .add("a", conv(weight(8, 3, 3, 3)))
              .add("relu", new Op.Relu())
              .add("b", conv(weight(8, 8, 3, 3)))
              .add("relu2", new Op.Relu())
              .add("pool", new Op.MaxPool2d(Window.pooling(2)))
              .add("flat", new Op.Flatten())
              .add("fc", new Op.Dense(weight(4, flat), new float[4]))
              .build();
      List<LayerTime> layers = LayerTimes.measure(model, null, 1, 0);
      assertThat(layers.stream().map(LayerTime::name))
          .contains("a", "b", "fc")
          .doesNotHaveDuplicates();
      assertThat(layers).allSatisfy(layer -> assertThat(layer.micros()).isPositive().isFinite());
      double operations = layers.stream().mapToDouble(LayerTime::operations).sum();
      assertThat(operations).isEqualTo(Work.of(model).operations());
    }
  }

  private static Op conv(DenseTensor weight) {
    return new Op.Conv2d(weight, new float[8], Window.square(3, 1), 1);
  }
}
