package org.sparsevd.trainer.net;

import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Mode;

/** {@code max(x, 0)}, in place unless others read the input too. */
final class Relu implements Unary {
  private final Backend backend;

  /** Null where it works in place. */
  private final Buffer own;

  private Buffer y;

  Relu(Backend backend, Buffer own) {
    this.backend = backend;
    this.own = own;
  }

  @Override
  public Buffer forward(Buffer x, Mode mode) {
    y = x;
    if (own != null) {
      backend.graphs().copy(x, 0, own, 0, x.size());
      y = own;
    }
    backend.relu(y);
    return y;
  }

  @Override
  public Buffer backward(Buffer dy) {
    backend.reluGradient(y, dy);
    return dy;
  }

  @Override
  public boolean overwrites() {
    return true;
  }

  @Override
  public boolean inPlace() {
    return own == null;
  }
}
