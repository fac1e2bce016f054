package org.sparsevd.runtime;

/**
 * Where the cache lines begin in a large array. A vector of 64 bytes that crosses from one line to
 * the next counts as two, and loads are what limits sparse convolutions: with all of them within a
 * line, VGG-like takes two thirds of the time.
 *
 * <p>HotSpot puts the first element 16 bytes after an array's start. The start is any multiple of
 * eight, but G1, its usual collector, gives an array of at least half a region whole regions, which
 * begin at a cache line, and leaves it there. Where a JVM does otherwise, what is done here changes
 * neither results nor times.
 */
final class CacheLines {
  /** Floats of a large array that come before the first whole cache line. */
  static final int LEAD = (64 - 16) / Float.BYTES;

  /** Floats of an array that make a net so large that its cache lines are worth memory: 128 kB. */
  static final int LARGE = 1 << 15;

  /** Floats from which on an array of such a net is made longer: 32 kB. */
  private static final int SMALLEST = 1 << 13;

  /** Floats up to which it may be made longer: 4 MB. */
  private static final long LONGEST = 1 << 20;

  private CacheLines() {}

  /** Whether vectors of so many floats are as long as a line, so that nearly all cross one. */
  static boolean matter(int lanes) {
    return lanes * Float.BYTES >= 64;
  }

  /** The length for an array of at least this many floats, so that it has regions of its own. */
  static int length(int floats) {
    long half = halfRegion(Runtime.getRuntime().maxMemory()) / Float.BYTES;
    return floats < SMALLEST || floats > half || half > LONGEST ? floats : (int) half;
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
