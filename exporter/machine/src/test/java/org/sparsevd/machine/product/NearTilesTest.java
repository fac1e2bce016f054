package org.sparsevd.machine.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparsevd.machine.product.ProductData.buffer;
import static org.sparsevd.machine.product.ProductData.floats;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.machine.code.Emulator;
import org.sparsevd.machine.code.Width;

/** Tiles whose columns lie one behind the other, against plain loops. */
class NearTilesTest {
  /** Products with panels of their own, whose columns lie one behind the other. */
  @Test
  void productsOneBehindTheOtherComputeTheSameAtEveryWidth() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (Width width : new Width[] {Width.YMM, Width.ZMM}) {
      int panelRows = TileShape.panelRows(width);
      for (int rows = 1; rows <= 3 * panelRows; rows++) {
        int depth = 1 + random.nextInt(20);
        int vectors = 1 + random.nextInt(TileShape.VECTORS);
        int columns = vectors * width.lanes();
        int count = 1 + random.nextInt(4);
        int size = (rows + panelRows - 1) / panelRows * panelRows * depth;
        float[] panels = floats(random, count * size);
        float[] x = floats(random, count * depth * columns);
        float[] found = floats(random, count * rows * columns);
        int[] places = new int[depth + rows];
        for (int r = 0; r < rows; r++) {
          places[depth + r] = r * columns;
        }
        boolean add = random.nextBoolean();
        float[] expected = found.clone();
        for (int i = 0; i < expected.length; i++) {
          int product = i / (rows * columns);
          int row = i / columns % rows;
          float sum = add ? found[i] : 0;
          for (int k = 0; k < depth; k++) {
            int panel = product * size + row / panelRows * depth * panelRows;
            float weight = panels[panel + k * panelRows + row % panelRows];
            sum = Math.fma(weight, x[(product * depth + k) * columns + i % columns], sum);
          }
          expected[i] = sum;
        }
        TileShape shape =
            new TileShape(width, rows >= panelRows, rows % panelRows, vectors, add, true);
        Emulator machine = new Emulator();
        ByteBuffer sums = buffer(found);
        machine.call(
            new TileWriter(shape).write(),
            machine.map(buffer(panels)),
            machine.map(buffer(places)),
            machine.map(buffer(x)),
            machine.map(sums),
            0,
            0,
            0,
            0,
            depth,
            depth * panelRows * 4L,
            rows / panelRows,
            depth * 4L,
            count,
            size * 4L,
            depth * columns * 4L,
            rows * columns * 4L,
            0);
        sums.asFloatBuffer().get(found);
        assertThat(found).as("seed %d, %s, %d x %d", seed, width, rows, depth).isEqualTo(expected);
      }
    }
  }
}
