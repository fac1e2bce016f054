package org.sparsevd.runtime.layer;

import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.matrix.MatrixKernels;
import org.sparsevd.runtime.matrix.Panels;
import org.sparsevd.runtime.step.KernelStep;

/**
 * A dense layer over many vectors, which follow each other.
 *
 * @param vectors how many
 * @param floor least value that is stored
 */
public record DenseRows(
    Kernels kernels,
    MatrixKernels matrices,
    Panels panels,
    float[] bias,
    int vectors,
    float floor,
    int in,
    int out)
    implements KernelStep {
  /** Inputs that are gone through before the next panel: one of them fits the first cache. */
  private static final int PART = 384;

  @Override
  public void run(Scratch scratch) {
    float[] x = scratch.values(in);
    float[] y = scratch.values(out);
    for (int v = 0; v < vectors; v++) {
      System.arraycopy(bias, 0, y, v * bias.length, bias.length);
    }
    for (int from = 0; from < panels.inputs(); from += PART) {
      add(x, from, Math.min(PART, panels.inputs() - from), y, scratch.sums());
    }
    kernels.raise(y, vectors * bias.length, floor);
  }

  private void add(float[] x, int from, int count, float[] y, float[] room) {
    matrices.add(
        x,
        from,
        panels.inputs(),
        vectors,
        count,
        panels.values(),
        panels.start() + from * panels.width(),
        panels.width(),
        panels.width() * panels.inputs(),
        panels.outputs(),
        y,
        0,
        bias.length,
        room);
  }
}
