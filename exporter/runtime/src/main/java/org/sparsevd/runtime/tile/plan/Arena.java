package org.sparsevd.runtime.tile.plan;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.runtime.layout.Slots;

/**
 * The memory that all images in tiles share, as it is planned: one part of an array that begins at
 * a cache line. So an image is an offset, and steps are data that also fit other memory.
 */
final class Arena {
  /** Floats before the first image and behind the last that kernels may touch. */
  private static final int MARGIN = 1024;

  /** Starts of images are multiples of this: two cache lines. */
  private static final int ALIGNED = 32;

  private final Slots slots;
  private final int slot;
  private final List<Range> taken = new ArrayList<>();

  private record Range(int start, int end) {}

  Arena(Slots slots) {
    this.slots = slots;
    this.slot = slots.takeAligned(0);
  }

  int slot() {
    return slot;
  }

  /** Where so many floats begin that nobody else has. */
  int take(int floats) {
    int start = MARGIN;
    int at = 0;
    while (at < taken.size() && taken.get(at).start < start + floats) {
      start = taken.get(at).end;
      at++;
    }
    int end = Math.addExact(start, (floats + ALIGNED - 1) / ALIGNED * ALIGNED);
    taken.add(at, new Range(start, end));
    slots.enlarge(slot, Math.addExact(end, MARGIN));
    return start;
  }

  void release(int start) {
    taken.removeIf(range -> range.start == start);
  }
}
