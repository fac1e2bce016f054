package org.sparsevd.runtime.tile.plan;

import org.sparsevd.model.Op;

/**
 * What makes a layer one of 8 bits: it computes with whole numbers, from levels.
 *
 * @param affine what its sums are multiplied by, and what is added then; null for a maximum
 * @param other the same for the levels that are added; null where there are none
 * @param levels what it finds; null where that stays float32, and for a maximum
 */
record ByteNodes(Op.Affine affine, Op.Affine other, Op.Quantize levels) {
  /** A maximum of levels. */
  static final ByteNodes MAXIMUM = new ByteNodes(null, null, null);

  /** Whether its result lies in bytes. */
  boolean findsBytes() {
    return levels != null || affine == null;
  }
}
