package org.sparsevd.runtime.step;

import org.sparsevd.model.loop.RowLoop;
import org.sparsevd.model.loop.Rows;
import org.sparsevd.runtime.layout.Scratch;

/** A function of two values that are broadcast, row by row, for a single input. */
public record BroadcastRows(RowLoop loop, Rows rows, int first, int second, int out)
    implements KernelStep {

  @Override
  public void run(Scratch scratch) {
    float[] a = scratch.values(first);
    float[] b = scratch.values(second);
    float[] y = scratch.values(out);
    int[] aStarts = rows.starts()[0];
    int[] bStarts = rows.starts()[1];
    int aStep = rows.steps()[0];
    int bStep = rows.steps()[1];
    int length = rows.length();
    for (int row = 0; row < aStarts.length; row++) {
      loop.run(a, aStarts[row], aStep, b, bStarts[row], bStep, y, row * length, length);
    }
  }
}
