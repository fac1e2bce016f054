package org.sparsevd.machine.check;

import java.util.Optional;
import java.util.Random;
import org.sparsevd.model.loop.Exponential;
import org.sparsevd.runtime.matrix.ColumnShares;
import org.sparsevd.runtime.matrix.MatrixKernels;
import org.sparsevd.runtime.matrix.PlainMatrices;

/** Small products of matrices, computed by code and by plain loops; see {@link SelfCheck}. */
public final class MatrixCheck {
  /** Rows at a time go up to 12. */
  private static final int MOST_ROWS = 13;

  private static final int COUNT = 5;
  private static final int PANELS = 2;

  /** So large that some shares are as good as none. */
  private static final float SCALE = 70;

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
    boolean shares = code == null || sharesAgree(code, false) && sharesAgree(code, true);
    return shares ? Optional.empty() : Optional.of("softmax down columns");
  }

  private static boolean sharesAgree(MatrixKernels code, boolean masked) {
    Random random = new Random(1);
    int columns = code.width();
    float[] mask = masked ? floats(random, COUNT) : null;
    float[] found = floats(random, COUNT * columns);
    float[] expected = found.clone();
    ColumnShares shares = code.shares(SCALE);
    for (int c = 0; shares != null && c < columns; c++) {
      share(expected, c, columns, mask);
    }
    if (shares != null) {
      shares.run(found, 0, COUNT, mask, 0);
    }
    return ByteCheck.same(found, expected);
  }

  /** What {@link ColumnShares} says, for a column. */
  private static void share(float[] scores, int column, int columns, float[] mask) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int k = 0; k < COUNT; k++) {
      int at = k * columns + column;
      float product = scores[at] * SCALE;
      scores[at] = mask == null ? product : product + mask[k];
      largest = Math.max(largest, scores[at]);
    }
    double sum = 0;
    for (int at = column; at < scores.length; at += columns) {
      scores[at] = Exponential.exp(scores[at] - largest);
      sum += scores[at];
    }
    float share = (float) (1 / sum);
    for (int at = column; at < scores.length; at += columns) {
      scores[at] *= share;
    }
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
