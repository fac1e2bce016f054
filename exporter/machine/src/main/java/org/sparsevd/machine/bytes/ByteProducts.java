package org.sparsevd.machine.bytes;

import org.sparsevd.machine.code.Width;

/**
 * How a processor multiplies bytes.
 *
 * @param width of its vectors
 * @param fourAtOnce whether an instruction adds four products to a sum ({@code vpdpbusd}); else
 *     pairs are added in 16 bits first
 */
public record ByteProducts(Width width, boolean fourAtOnce) {

  /** Vector registers. */
  public int registers() {
    return width == Width.ZMM ? 32 : 16;
  }
}
