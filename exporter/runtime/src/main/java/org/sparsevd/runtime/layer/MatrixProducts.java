package org.sparsevd.runtime.layer;

import java.util.Arrays;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.matrix.MatrixKernels;
import org.sparsevd.runtime.step.KernelStep;

/**
 * Products of matrices that are both values.
 *
 * @param first where the first operand of each product begins
 * @param second likewise
 */
public record MatrixProducts(
    MatrixKernels matrices,
    int rows,
    int inner,
    int columns,
    int[] first,
    int[] second,
    int a,
    int b,
    int out)
    implements KernelStep {
  /** Of the inner dimension, what is gone through at a time. */
  private static final int PART = 384;

  @Override
  public void run(Scratch scratch) {
    float[] y = scratch.values(out);
    int size = rows * columns;
    Arrays.fill(y, 0, first.length * size, 0);
    for (int i = 0; i < first.length; i++) {
      for (int k = 0; k < inner; k += PART) {
        matrices.add(
            scratch.values(a),
            first[i] + k,
            inner,
            rows,
            Math.min(PART, inner - k),
            scratch.values(b),
            second[i] + k * columns,
            columns,
            matrices.width(),
            columns,
            y,
            i * size,
            columns,
            scratch.sums());
      }
    }
  }
}
