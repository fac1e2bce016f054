package org.sparsevd.runtime.tile;

/**
 * What becomes of a sum before it is stored: another value is added, then it is put between two
 * bounds.
 *
 * @param low least value that is stored, or minus infinity
 * @param high largest value that is stored, or infinity
 * @param residual where the value that is added begins, in floats from where the output begins;
 *     {@link #NONE} where there is none. It lies in the tiles of the output.
 */
public record Ending(float low, float high, int residual) {
  /** No value is added. */
  public static final int NONE = Integer.MIN_VALUE;

  /** The sum as it is. */
  public static final Ending PLAIN =
      new Ending(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, NONE);

  public boolean addsResidual() {
    return residual != NONE;
  }
}
