package org.sparsevd.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * Buffers of a session as they are planned: a value takes a slot when it is computed and gives it
 * back after its last reader, so that a deep net needs few buffers and they stay in the cache.
 */
final class Slots {
  /** Floats that kernels may touch past the end of a value. */
  static final int SLACK = 64;

  /** Slots of two arrays that all steps share for their intermediate results. */
  static final int SUMS = 0;

  static final int COPY = 1;

  private final List<Integer> sizes = new ArrayList<>(List.of(0, 0));
  private final List<Integer> free = new ArrayList<>();

  /** A slot of at least this many floats; contents unknown. */
  int take(int size) {
    int best = -1;
    for (int slot : free) {
      if (best < 0 || fitsBetter(sizes.get(slot), sizes.get(best), size)) {
        best = slot;
      }
    }
    if (best < 0) {
      sizes.add(size);
      return sizes.size() - 1;
    }
    free.remove(Integer.valueOf(best));
    sizes.set(best, Math.max(size, sizes.get(best)));
    return best;
  }

  private static boolean fitsBetter(int candidate, int best, int size) {
    return best < size ? candidate > best : candidate >= size && candidate < best;
  }

  /** Makes the shared slots hold at least this many floats. */
  void share(int size) {
    sizes.set(SUMS, Math.max(size, sizes.get(SUMS)));
    sizes.set(COPY, sizes.get(SUMS));
  }

  /** Gives a slot back. */
  void release(int slot) {
    free.add(slot);
  }

  /** Floats of each slot, slack included. */
  int[] lengths() {
    return sizes.stream().mapToInt(size -> Math.addExact(size, SLACK)).toArray();
  }
}
