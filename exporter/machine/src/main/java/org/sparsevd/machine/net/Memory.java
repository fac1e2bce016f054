package org.sparsevd.machine.net;

import org.sparsevd.machine.code.Width;

/** The memory of a call as it is planned: one region behind another. */
final class Memory {
  /** A cache line. */
  static final int ALIGNMENT = Width.ZMM.bytes();

  private int size;

  /**
   * A region at a multiple of {@code ALIGNMENT} bytes, and as much behind it that code may touch.
   *
   * @return bytes from the memory's beginning to it
   */
  int take(long bytes) {
    int start = size;
    long whole = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT + ALIGNMENT;
    size = Math.toIntExact(size + whole);
    return start;
  }

  /** Bytes of all. */
  int size() {
    return size;
  }
}
