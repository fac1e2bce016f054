package org.sparsevd.sparse;

/** How the values of one tensor become bytes. */
public enum Storage {
  /** Every value. */
  DENSE,
  /** Compressed sparse rows: row lengths, gaps between columns, values. */
  CSR,
  /** One bit per position in live rows and columns, then values. */
  BITMASK
}
