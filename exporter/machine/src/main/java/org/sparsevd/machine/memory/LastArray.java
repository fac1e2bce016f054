package org.sparsevd.machine.memory;

import java.lang.foreign.MemorySegment;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;

/**
 * The array that was asked for last, as a segment: sessions call again and again with theirs, and a
 * segment for each call would be garbage. Threads have places of their own, as far as there are
 * places, so that sessions side by side do not push each other out. Safe to share between threads.
 *
 * <p>A segment holds its array. It is softly referenced: a collection leaves it, for the next call
 * would have to make it again, and short memory takes it.
 */
public final class LastArray {
  private static final int PLACES = 16;

  /** Its fields are final: another thread sees all of it, or nothing. */
  private record Known(WeakReference<float[]> array, SoftReference<MemorySegment> segment) {}

  private final Known[] places = new Known[PLACES];

  /** That array as a segment. */
  public MemorySegment of(float[] array) {
    int place = (int) Thread.currentThread().threadId() & PLACES - 1;
    Known last = places[place];
    if (last != null && last.array.refersTo(array)) {
      MemorySegment segment = last.segment.get();
      if (segment != null) {
        return segment;
      }
    }
    MemorySegment segment = MemorySegment.ofArray(array);
    places[place] = new Known(new WeakReference<>(array), new SoftReference<>(segment));
    return segment;
  }
}
