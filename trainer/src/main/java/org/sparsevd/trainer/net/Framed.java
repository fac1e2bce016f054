package org.sparsevd.trainer.net;

import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Mode;

/** A convolution and what copies images into its frame. */
record Framed(Pad pad, SparseVdLayer layer) implements Unary {
  @Override
  public Buffer forward(Buffer x, Mode mode) {
    return layer.forward(pad.forward(x, mode), mode);
  }

  @Override
  public Buffer backward(Buffer dy) {
    Buffer gradient = layer.backward(dy);
    return gradient == null ? null : pad.backward(gradient);
  }
}
