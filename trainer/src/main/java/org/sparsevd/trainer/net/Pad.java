package org.sparsevd.trainer.net;

import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Frame;
import org.sparsevd.trainer.nn.Mode;

/** Copies images into the frame that the layer behind it reads. */
final class Pad implements Unary {
  private final Backend backend;
  private final Frame frame;
  private final Buffer y;
  private final Buffer dx;

  Pad(Backend backend, Frame frame, boolean first) {
    this.backend = backend;
    this.frame = frame;
    this.y = backend.buffer(frame.size());
    this.dx = first ? null : backend.buffer(frame.imageSize());
  }

  @Override
  public Buffer forward(Buffer x, Mode mode) {
    backend.pad(frame, x, y);
    return y;
  }

  @Override
  public Buffer backward(Buffer dy) {
    backend.crop(frame, dy, dx);
    return dx;
  }
}
