package org.sparsevd.trainer.net;

import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Mode;
import org.sparsevd.trainer.nn.Padding;

/** Zeros around every image. */
final class Pad implements Layer {
  private final Backend backend;
  private final Padding padding;
  private final Buffer y;
  private final Buffer dx;

  Pad(Backend backend, Padding padding, boolean first) {
    this.backend = backend;
    this.padding = padding;
    this.y = backend.buffer(padding.outputSize());
    this.dx = first ? null : backend.buffer(padding.inputSize());
  }

  @Override
  public Buffer forward(Buffer x, Mode mode) {
    backend.pad(padding, x, y);
    return y;
  }

  @Override
  public Buffer backward(Buffer dy) {
    backend.crop(padding, dy, dx);
    return dx;
  }
}
