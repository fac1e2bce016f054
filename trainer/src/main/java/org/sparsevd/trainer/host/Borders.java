package org.sparsevd.trainer.host;

import java.util.Arrays;
import org.sparsevd.trainer.nn.Padding;

/** Copies images into larger ones and back. */
final class Borders {
  private Borders() {}

  /** See {@link org.sparsevd.trainer.nn.Backend#pad}. */
  static void pad(Workers workers, Padding p, float[] x, float[] y) {
    int run = p.width() * p.columns();
    int padded = p.paddedWidth() * p.columns();
    int border = p.size() * p.columns();
    workers.ranges(
        p.channels(),
        1,
        (from, to) -> {
          for (int row = from * p.paddedHeight(); row < to * p.paddedHeight(); row++) {
            int inner = row % p.paddedHeight() - p.size();
            int at = row * padded;
            if (inner < 0 || inner >= p.height()) {
              Arrays.fill(y, at, at + padded, 0);
              continue;
            }
            Arrays.fill(y, at, at + border, 0);
            int source = (row / p.paddedHeight() * p.height() + inner) * run;
            System.arraycopy(x, source, y, at + border, run);
            Arrays.fill(y, at + border + run, at + padded, 0);
          }
        });
  }

  /** See {@link org.sparsevd.trainer.nn.Backend#crop}. */
  static void crop(Workers workers, Padding p, float[] y, float[] x) {
    int run = p.width() * p.columns();
    int padded = p.paddedWidth() * p.columns();
    workers.ranges(
        p.channels() * p.height(),
        1,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            int above = row / p.height() * p.paddedHeight() + row % p.height() + p.size();
            int source = above * padded + p.size() * p.columns();
            System.arraycopy(y, source, x, row * run, run);
          }
        });
  }
}
