package org.sparsevd.compress.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparsevd.compress.Walk;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** Products of lines, against plain sums in double. */
class LayerInputsTest {
  private static final Offset<Double> NEAR = within(2e-4);

  private final Random random = new Random(8);

  private float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private static LayerInputs inputs(float[] lines, int rows, int columns) {
    Op.Dense layer =
        new Op.Dense(
            new DenseTensor(Shape.of(rows, columns), new float[rows * columns]), new float[rows]);
    Shape shape = Shape.of(lines.length / columns, columns);
    return LayerInputs.of(layer, List.of(new Walk.Seen(lines, shape)), 1);
  }

  /** Some columns from one on, in few and in many rows; the last fills more than one piece. */
  @ParameterizedTest
  @CsvSource({"7, 5, 9, 2, 4", "50, 40, 70, 3, 61", "1030, 33, 40, 0, 40", "270, 300, 34, 1, 33"})
  void productsAreSumsOverLines(int count, int rows, int columns, int first, int size) {
    float[] old = numbers(count * columns);
    float[] lines = numbers(count * columns);
    float[] weights = numbers(rows * columns);
    LayerInputs before = inputs(old, rows, columns);
    LayerInputs now = inputs(lines, rows, columns);
    double[][] lost = now.lost(before, 0, first, size, weights);
    float[] across = new float[size * rows];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < size; i++) {
        across[i * rows + row] = weights[row * columns + first + i];
      }
    }
    float[] change = new float[count * rows];
    before.addOutputs(0, first, size, across, 1, change);
    now.addOutputs(0, first, size, across, -1, change);
    double[][] products = now.products(0, change, first, size);
    for (int row = 0; row < rows; row++) {
      double[] expected = new double[size + 1];
      for (int line = 0; line < count; line++) {
        double sum = 0;
        for (int i = first; i < first + size; i++) {
          int at = line * columns + i;
          sum += (double) weights[row * columns + i] * (old[at] - lines[at]);
        }
        assertThat((double) change[line * rows + row]).isCloseTo(sum, NEAR);
        for (int i = 0; i <= size; i++) {
          double other = i == size ? 1 : lines[line * columns + first + i];
          expected[i] += sum * other / count;
        }
      }
      for (int i = 0; i <= size; i++) {
        assertThat(products[row][i]).as("row %d, column %d", row, i).isCloseTo(expected[i], NEAR);
        assertThat(lost[row][i]).as("row %d, column %d", row, i).isCloseTo(expected[i], NEAR);
      }
    }
  }
}
