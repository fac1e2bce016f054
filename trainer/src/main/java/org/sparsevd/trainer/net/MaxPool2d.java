package org.sparsevd.trainer.net;

import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Mode;
import org.sparsevd.trainer.nn.Pooling;

/** Maximum over squares of pixels. */
final class MaxPool2d implements Unary {
  private final Backend backend;
  private final Pooling pooling;
  private final Buffer y;
  private final Buffer dx;
  private Buffer x;

  MaxPool2d(Backend backend, Pooling pooling) {
    this.backend = backend;
    this.pooling = pooling;
    this.y = backend.buffer(pooling.outputSize());
    this.dx = backend.buffer(pooling.inputSize());
  }

  @Override
  public Buffer forward(Buffer input, Mode mode) {
    x = input;
    backend.graphs().maxPool(pooling, x, y);
    return y;
  }

  @Override
  public Buffer backward(Buffer dy) {
    backend.graphs().maxPoolGradient(pooling, x, y, dy, dx);
    return dx;
  }
}
