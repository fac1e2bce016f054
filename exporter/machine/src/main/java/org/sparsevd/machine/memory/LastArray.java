package org.sparsevd.machine.memory;

import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;

/**
 * The array that was asked for last, as a segment: sessions call again and again with theirs, and a
 * segment for each call would be garbage. It keeps no array alive. Safe to share between threads.
 */
public final class LastArray {
  private record Known(WeakReference<float[]> array, WeakReference<MemorySegment> segment) {}

  private volatile Known known = new Known(new WeakReference<>(null), new WeakReference<>(null));

  /** That array as a segment. */
  public MemorySegment of(float[] array) {
    Known last = known;
    MemorySegment segment = last.segment.get();
    if (segment == null || last.array.get() != array) {
      segment = MemorySegment.ofArray(array);
      known = new Known(new WeakReference<>(array), new WeakReference<>(segment));
    }
    return segment;
  }
}
