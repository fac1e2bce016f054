package org.sparsevd.runtime.tile.plan;

import org.sparsevd.model.Op;

/**
 * What makes a layer one of 8 bits: it computes with whole numbers, from levels.
 *
 * @param affine what its sums are multiplied by, and what is added then; null for what moves levels
 * @param between the levels that this becomes before others are added; null where there are none
 * @param again what these are multiplied by, and what is added then
 * @param other the same for the levels that are added; null where there are none
 * @param levels what it finds; null where that stays float32, and for what moves levels
 */
record ByteNodes(
    Op.Affine affine, Op.Quantize between, Op.Affine again, Op.Affine other, Op.Quantize levels) {
  /** A maximum of levels, or several images of levels behind each other. */
  static final ByteNodes MOVED = new ByteNodes(null, null, null, null, null);

  static ByteNodes of(Op.Affine affine) {
    return new ByteNodes(affine, null, null, null, null);
  }

  /** With levels as the result. */
  ByteNodes to(Op.Quantize found) {
    return new ByteNodes(affine, between, again, other, found);
  }

  /** Whether its result lies in bytes. */
  boolean findsBytes() {
    return levels != null || affine == null;
  }
}
