package org.sparsevd.runtime.tile.plan;

/** Where values lie that are not in tiles. */
public interface PlainSlots {
  /** The slot of a value, row by row. */
  int slot(String value);
}
