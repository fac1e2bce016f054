package org.sparsevd.trainer.net;

import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Mode;
import org.sparsevd.trainer.nn.Pooling;

/** Mean of each window. */
final class AveragePool2d implements Unary {
  private final Backend backend;
  private final Pooling pooling;
  private final Buffer y;
  private final Buffer dx;

  AveragePool2d(Backend backend, Pooling pooling) {
    this.backend = backend;
    this.pooling = pooling;
    this.y = backend.buffer(pooling.outputSize());
    this.dx = backend.buffer(pooling.inputSize());
  }

  @Override
  public Buffer forward(Buffer x, Mode mode) {
    backend.graphs().averagePool(pooling, x, y);
    return y;
  }

  @Override
  public Buffer backward(Buffer dy) {
    backend.graphs().averagePoolGradient(pooling, dy, dx);
    return dx;
  }
}
