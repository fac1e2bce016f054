package org.sparsevd.trainer.net;

import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Mode;

/** A layer of one input. */
interface Unary extends Layer {
  /** See {@link Layer#apply}. */
  Buffer forward(Buffer x, Mode mode);

  /** See {@link Layer#gradients}. */
  Buffer backward(Buffer dy);

  @Override
  default Buffer apply(Buffer[] x, Mode mode) {
    return forward(x[0], mode);
  }

  @Override
  default Buffer[] gradients(Buffer dy) {
    return new Buffer[] {backward(dy)};
  }
}
