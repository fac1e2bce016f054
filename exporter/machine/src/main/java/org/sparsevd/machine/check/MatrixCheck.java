package org.sparsevd.machine.check;

import java.util.Optional;
import java.util.Random;
import org.sparsevd.runtime.matrix.MatrixKernels;
import org.sparsevd.runtime.matrix.PlainMatrices;

/** Small products of matrices, computed by code and by plain loops; see {@link SelfCheck}. */
public final class MatrixCheck {
  /** Rows at a time go up to 12. */
  private static final int MOST_ROWS = 13;

  private static final int COUNT = 5;
  private static final int PANELS = 2;

  private MatrixCheck() {}

  /**
   * What differs from plain Java; nothing where nothing does.
   *
   * @param code null where there is none
   */
  public static Optional<String> difference(MatrixKernels code) {
    for (int rows = 1; code != null && rows <= MOST_ROWS; rows++) {
      if (!agrees(code, rows)) {
        return Optional.of("matrix products");
      }
    }
    return Optional.empty();
  }

  private static boolean agrees(MatrixKernels code, int rows) {
    Random random = new Random(rows);
    int columns = PANELS * code.width();
    float[] a = floats(random, rows * COUNT);
    float[] b = floats(random, COUNT * columns);
    float[] found = floats(random, rows * columns);
    float[] expected = found.clone();
    add(code, rows, a, b, columns, found);
    add(new PlainMatrices(true), rows, a, b, columns, expected);
    return ByteCheck.same(found, expected);
  }

  private static void add(
      MatrixKernels kernels, int rows, float[] a, float[] b, int columns, float[] sums) {
    float[] room = new float[kernels.room()];
    int panel = kernels.width();
    kernels.add(a, 0, COUNT, rows, COUNT, b, 0, columns, panel, columns, sums, 0, columns, room);
  }

  private static float[] floats(Random random, int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) random.nextGaussian();
    }
    return floats;
  }
}
