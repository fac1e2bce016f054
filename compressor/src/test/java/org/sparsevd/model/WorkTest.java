package org.sparsevd.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

class WorkTest {
  private static DenseTensor half(Shape shape) {
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i += 2) {
      values[i] = 1;
    }
    return new DenseTensor(shape, values);
  }

  /** 3 filters of 2 x 3 x 3 weights at 4 x 4 pixels, then 5 units of 48 inputs. */
  @Test
  void countsEveryWeightAtEveryPixel() {
    Model model =
        new Model.Chain("net", Shape.of(2, 6, 6))
            .add(
                "conv",
                new Op.Conv2d(half(Shape.of(3, 2, 3, 3)), new float[3], Window.square(3, 0), 1))
            .add("relu", new Op.Relu())
            .add("flat", new Op.Flatten())
            .add("fc", new Op.Dense(half(Shape.of(5, 48)), new float[5]))
            .build();
    assertThat(Work.of(model)).isEqualTo(new Work(54 * 16 + 240, 27 * 16 + 120));
    assertThat(Work.of(model).operations()).isEqualTo(2 * (27 * 16 + 120));
  }

  @Test
  void groupsShareTheirWeightsOut() {
    Op.Conv2d grouped =
        new Op.Conv2d(half(Shape.of(4, 1, 3, 3)), new float[4], Window.square(3, 1), 2);
    Shape output = Shape.of(4, 5, 5);
    assertThat(Work.of(grouped, output)).isEqualTo(new Work(36 * 25, 18 * 25));
  }

  @Test
  void aNetWithoutWeightsCostsNothing() {
    Model model = new Model.Chain("net", Shape.of(3)).add("relu", new Op.Relu()).build();
    assertThat(Work.of(model)).isEqualTo(new Work(0, 0));
  }
}
