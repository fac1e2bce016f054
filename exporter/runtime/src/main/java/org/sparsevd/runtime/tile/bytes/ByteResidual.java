package org.sparsevd.runtime.tile.bytes;

import org.sparsevd.runtime.tile.Tiles;

/**
 * A value in bytes that is added to what a layer finds: {@code scale * (byte - zero) + shift}, both
 * rounded to float32.
 *
 * @param tiles in the tiles of the output
 * @param zero its byte for zero
 * @param scale one for each channel
 * @param shift one for each channel; {@code -0.0f} adds nothing
 */
public record ByteResidual(Tiles tiles, int zero, float[] scale, float[] shift) {

  /** Whether no shift is more than a zero of either sign. */
  public boolean addsNothing() {
    boolean nothing = true;
    for (float each : shift) {
      nothing &= each == 0;
    }
    return nothing;
  }
}
