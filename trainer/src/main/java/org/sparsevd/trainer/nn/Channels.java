package org.sparsevd.trainer.nn;

/**
 * Extents of values {@code [count, pixels, columns]}.
 *
 * @param count channels or units
 * @param pixels of a channel, 1 for a unit
 */
public record Channels(int count, int pixels, int columns) {
  /** Numbers of one channel. */
  public int size() {
    return pixels * columns;
  }
}
