package org.sparsevd.machine.memory;

import java.lang.foreign.MemorySegment;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;

/**
 * Some arrays that were asked for before, as segments: a segment for each call would be garbage.
 * Safe to share between threads, whose sessions call with arrays of their own.
 *
 * <p>A segment holds its array. It is softly referenced: a collection leaves it, for the next call
 * would have to make it again, and short memory takes it.
 */
public final class KnownArrays {
  /** Arrays that are known at most, a power of two. */
  private static final int SIZE = 32;

  /** Places that an array can have. */
  private static final int PLACES = 4;

  private record Known(WeakReference<float[]> array, SoftReference<MemorySegment> segment) {}

  /** Threads may overwrite what others noted: then an array is noted again. */
  private final Known[] known = new Known[SIZE];

  /** That array as a segment. */
  public MemorySegment of(float[] array) {
    int place = System.identityHashCode(array);
    for (int i = place; i < place + PLACES; i++) {
      Known one = known[i & SIZE - 1];
      if (one != null && one.array.refersTo(array)) {
        MemorySegment segment = one.segment.get();
        if (segment != null) {
          return segment;
        }
      }
    }
    return note(array, place);
  }

  private MemorySegment note(float[] array, int place) {
    int at = place;
    for (int i = place + PLACES - 1; i > place; i--) {
      Known one = known[i & SIZE - 1];
      boolean taken = one != null && !one.array.refersTo(null) && !one.array.refersTo(array);
      at = taken ? at : i;
    }
    MemorySegment segment = MemorySegment.ofArray(array);
    known[at & SIZE - 1] = new Known(new WeakReference<>(array), new SoftReference<>(segment));
    return segment;
  }
}
