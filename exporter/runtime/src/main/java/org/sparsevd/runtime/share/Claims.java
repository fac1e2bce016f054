package org.sparsevd.runtime.share;

import java.util.concurrent.atomic.AtomicIntegerArray;

/** How many of the units that each part begins with are claimed, in this step and in the next. */
final class Claims {
  /** Integers between counters of two parts: two cache lines. */
  private static final int APART = 32;

  private final AtomicIntegerArray taken;
  private final int parts;

  Claims(int parts) {
    this.parts = parts;
    this.taken = new AtomicIntegerArray((2 * parts + 1) * APART);
  }

  private int place(int turn, int part) {
    return (turn * parts + part + 1) * APART;
  }

  /** Nothing of a part is claimed. */
  void clear(int turn, int part) {
    taken.set(place(turn, part), 0);
  }

  /** Claims one, and says how many were before. */
  int take(int turn, int part) {
    return taken.getAndIncrement(place(turn, part));
  }
}
