package org.sparsevd.trainer.net;

import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Mode;

/** {@code max(x, 0)}, in place. */
final class Relu implements Layer {
  private final Backend backend;
  private Buffer y;

  Relu(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Buffer forward(Buffer x, Mode mode) {
    backend.relu(x);
    y = x;
    return x;
  }

  @Override
  public Buffer backward(Buffer dy) {
    backend.reluGradient(y, dy);
    return dy;
  }
}
