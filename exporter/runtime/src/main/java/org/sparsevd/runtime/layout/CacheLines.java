package org.sparsevd.runtime.layout;

import java.lang.ref.WeakReference;

/**
 * Where the cache lines begin in a large array. A vector of 64 bytes that crosses from one line to
 * the next counts as two, and loads are what limits sparse convolutions. With all of them within a
 * line, VGG-like takes two thirds of the time.
 *
 * <p>HotSpot puts the first element 16 bytes after an array's start. The start is any multiple of
 * eight, but G1, its usual collector, gives an array of at least half a region whole regions, which
 * begin at a cache line, and leaves it there. Where a JVM does otherwise, what is done here changes
 * neither results nor times.
 */
public final class CacheLines {
  /** Floats of a large array that come before the first whole cache line. */
  public static final int LEAD = (64 - 16) / Float.BYTES;

  /** Floats of an array that make a net so large that its cache lines are worth memory: 128 kB. */
  static final int LARGE = 1 << 15;

  /** Floats from which on an array of such a net is made longer: 32 kB. */
  private static final int SMALLEST = 1 << 13;

  /** Floats up to which it may be made longer: 4 MB. */
  private static final long LONGEST = 1 << 20;

  /** Floats of a cache line and its neighbour, which processors like to load together. */
  private static final int APART = 32;

  /** Set to {@code false}, no array is longer than it needs to be. */
  private static final boolean ENABLED =
      !"false".equals(System.getProperty("sparsevd.cacheLines", "true"));

  /** What sessions share; it lives as long as one of them. */
  private static WeakReference<float[]> shared = new WeakReference<>(null);

  private static int next;

  private CacheLines() {}

  /**
   * Part of an array that others may hold parts of, too.
   *
   * @param start of the part, where a cache line begins in arrays that have regions of their own
   */
  public record Part(float[] array, int start) {}

  /**
   * So many floats that nobody else has, zero or not. Many sessions get theirs from the same array,
   * as one for each would take a region, 4 MB in a heap of 6 GB.
   */
  public static synchronized Part part(int floats) {
    int length = length(Math.max(floats + LEAD, SMALLEST));
    if (length < 2 * (floats + LEAD)) {
      return new Part(new float[length], LEAD);
    }
    float[] array = shared.get();
    if (array == null || next > array.length - floats) {
      array = new float[length];
      shared = new WeakReference<>(array);
      next = LEAD;
    }
    int start = next;
    next += (floats + APART - 1) / APART * APART;
    return new Part(array, start);
  }

  /** Whether vectors of so many floats are as long as a line, so that nearly all cross one. */
  public static boolean matter(int lanes) {
    return lanes * Float.BYTES >= 64;
  }

  /** The length for an array of at least this many floats, so that it has regions of its own. */
  static int length(int floats) {
    long half = halfRegion(Runtime.getRuntime().maxMemory()) / Float.BYTES;
    boolean longer = ENABLED && floats >= SMALLEST && floats <= half && half <= LONGEST;
    return longer ? (int) half : floats;
  }

  /**
   * Bytes of half a region of G1 in a heap of at most so many: a 2048th, rounded up to a power of
   * two from 1 to 32 MB.
   */
  private static long halfRegion(long heap) {
    long megabytes = Math.min(32, Math.max(1, (heap >> 31) + 1));
    return Long.highestOneBit(2 * megabytes - 1) << 19;
  }
}
