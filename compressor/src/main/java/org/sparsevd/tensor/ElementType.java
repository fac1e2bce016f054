package org.sparsevd.tensor;

/**
 * What the elements of a value are. All are carried as float32. So whole numbers are exact up to
 * {@link #MOST_WHOLE}, and what would go beyond is refused where it is computed.
 */
public enum ElementType {
  FLOAT,
  /** Whole numbers. */
  INT64,
  /** Whole numbers. */
  INT32,
  /** Whole numbers 0 to 255, such as pixels. */
  UINT8,
  /** 0 or 1. */
  BOOL;

  /** Every whole number up to this one is a float32. */
  public static final int MOST_WHOLE = 1 << 24;

  /** Whether elements are whole numbers that are computed with. */
  public boolean isWhole() {
    return this == INT64 || this == INT32 || this == UINT8;
  }
}
