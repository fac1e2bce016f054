package org.sparsevd.trainer.net;

import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Mode;
import org.sparsevd.trainer.recipe.LayerSpec;

/** A function of each element. */
final class Pointwise implements Unary {
  private final Backend backend;
  private final LayerSpec.Pointwise function;
  private final Buffer y;
  private Buffer x;

  Pointwise(Backend backend, LayerSpec.Pointwise function, int size) {
    this.backend = backend;
    this.function = function;
    this.y = backend.buffer(size);
  }

  @Override
  public Buffer forward(Buffer input, Mode mode) {
    x = input;
    backend.graphs().pointwise(function, x, y);
    return y;
  }

  @Override
  public Buffer backward(Buffer dy) {
    backend.graphs().pointwiseGradient(function, x, dy);
    return dy;
  }

  @Override
  public boolean overwrites() {
    return true;
  }
}
