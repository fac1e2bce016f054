package org.sparsevd.trainer.net;

import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Mode;

/** Image to vector: the same numbers in the same order. */
final class Flatten implements Unary {
  @Override
  public Buffer forward(Buffer x, Mode mode) {
    return x;
  }

  @Override
  public Buffer backward(Buffer dy) {
    return dy;
  }

  @Override
  public boolean overwrites() {
    return true;
  }

  @Override
  public boolean inPlace() {
    return true;
  }
}
