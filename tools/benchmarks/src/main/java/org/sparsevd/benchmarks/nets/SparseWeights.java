package org.sparsevd.benchmarks.nets;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/**
 * Made-up sparse weights with dead units, as training leaves them: all non-zeros lie in the rows of
 * live units and the columns of live inputs, and each of these has at least one.
 */
final class SparseWeights {
  private final Random random;

  /** Weights that depend on the seed alone. */
  SparseWeights(long seed) {
    this.random = new Random(seed);
  }

  /** So many of the units below {@code all}, in random order. */
  List<Integer> choose(int live, int all) {
    List<Integer> units = new ArrayList<>();
    for (int i = 0; i < all; i++) {
      units.add(i);
    }
    Collections.shuffle(units, random);
    return List.copyOf(units.subList(0, live));
  }

  /**
   * A weight whose outputs stay about as large as its inputs.
   *
   * @param shape {@code [outputs, inputs * area]} or {@code [outputs, inputs, kernel, kernel]}
   * @param rows live outputs
   * @param inputs live inputs, each of which stands for {@code area} neighbouring columns
   */
  Tensor weight(Shape shape, List<Integer> rows, List<Integer> inputs, int area, int nonZeros) {
    int columns = shape.size() / shape.dim(0);
    float[] values = new float[shape.size()];
    double deviation = Math.sqrt(2.0 * rows.size() / nonZeros);
    int lines = Math.max(rows.size(), inputs.size());
    int filled = 0;
    while (filled < nonZeros) {
      boolean cover = filled < lines;
      int row = rows.get(cover ? filled % rows.size() : random.nextInt(rows.size()));
      int input = inputs.get(cover ? filled % inputs.size() : random.nextInt(inputs.size()));
      int at = row * columns + input * area + random.nextInt(area);
      if (values[at] == 0) {
        float value = (float) (deviation * random.nextGaussian());
        values[at] = value == 0 ? (float) deviation : value;
        filled++;
      }
    }
    return new DenseTensor(shape, values);
  }

  /** Small biases of live units; dead ones have none. */
  float[] bias(int outputs, List<Integer> rows) {
    float[] bias = new float[outputs];
    for (int row : rows) {
      bias[row] = (float) (0.1 * random.nextGaussian());
    }
    return bias;
  }
}
