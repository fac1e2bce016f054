package org.sparsevd.trainer.net;

import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Mode;
import org.sparsevd.trainer.nn.NoiseKey;

/** Binary dropout; passes everything on where the mode says so. */
final class Dropout implements Unary {
  /** Tells its noise from that of the layers with weights. */
  private static final int STREAM = 1 << 16;

  private final Backend backend;
  private final int index;
  private final float rate;
  private final Buffer mask;
  private final Buffer y;
  private boolean drops;

  /**
   * Dropout of that many numbers.
   *
   * @param index tells the noise of one layer from that of another
   */
  Dropout(Backend backend, int index, double rate, int size) {
    this.backend = backend;
    this.index = index;
    this.rate = (float) rate;
    this.mask = backend.buffer(size);
    this.y = backend.buffer(size);
  }

  @Override
  public Buffer forward(Buffer x, Mode mode) {
    drops = mode.dropout() && rate > 0;
    if (!drops) {
      return x;
    }
    NoiseKey key = NoiseKey.of(mode.seed(), mode.step(), STREAM + index);
    backend.dropout(key, rate, x, mask, y);
    return y;
  }

  @Override
  public Buffer backward(Buffer dy) {
    if (drops) {
      backend.multiply(mask, dy);
    }
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
