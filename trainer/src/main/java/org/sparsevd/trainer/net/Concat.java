package org.sparsevd.trainer.net;

import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Mode;

/** Values one after the other, along the channels: since these are outermost, one run each. */
final class Concat implements Layer {
  private final Backend backend;
  private final Buffer y;
  private final Buffer[] dx;

  /**
   * @param sizes numbers of each value
   */
  Concat(Backend backend, int[] sizes) {
    this.backend = backend;
    this.dx = new Buffer[sizes.length];
    int total = 0;
    for (int i = 0; i < sizes.length; i++) {
      dx[i] = backend.buffer(sizes[i]);
      total += sizes[i];
    }
    this.y = backend.buffer(total);
  }

  @Override
  public Buffer apply(Buffer[] x, Mode mode) {
    int at = 0;
    for (Buffer part : x) {
      backend.graphs().copy(part, 0, y, at, part.size());
      at += part.size();
    }
    return y;
  }

  @Override
  public Buffer[] gradients(Buffer dy) {
    int at = 0;
    for (Buffer part : dx) {
      backend.graphs().copy(dy, at, part, 0, part.size());
      at += part.size();
    }
    return dx.clone();
  }
}
