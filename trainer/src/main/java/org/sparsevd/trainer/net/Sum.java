package org.sparsevd.trainer.net;

import java.util.Arrays;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Mode;

/** The sum of several values. */
final class Sum implements Layer {
  private final Backend backend;
  private final Buffer y;
  private final int inputs;

  Sum(Backend backend, int inputs, int size) {
    this.backend = backend;
    this.inputs = inputs;
    this.y = backend.buffer(size);
  }

  @Override
  public Buffer apply(Buffer[] x, Mode mode) {
    backend.graphs().copy(x[0], 0, y, 0, y.size());
    for (int i = 1; i < x.length; i++) {
      backend.graphs().add(x[i], y);
    }
    return y;
  }

  @Override
  public Buffer[] gradients(Buffer dy) {
    Buffer[] all = new Buffer[inputs];
    Arrays.fill(all, dy);
    return all;
  }

  @Override
  public boolean overwrites() {
    return true;
  }
}
