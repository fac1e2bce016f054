package org.sparsevd.format;

import java.lang.management.ManagementFactory;

/**
 * What decoding a file led to and what it took. Anything but a model or a refusal with a reason is
 * an {@link AssertionError}.
 *
 * @param length of the file
 * @param refused whether it was
 * @param allocated bytes of memory, garbage included
 * @param nanos of processor time
 * @param decisions of the coded stream
 */
record Decoding(int length, boolean refused, long allocated, long nanos, long decisions) {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Decoding of(byte[] file) {
    long thread = Thread.currentThread().getId();
    long memory = THREADS.getThreadAllocatedBytes(thread);
    long time = THREADS.getCurrentThreadCpuTime();
    boolean refused = false;
    CompactReader reader = null;
    try {
      if (Frame.isCompact(file)) {
        reader = Frame.compact(file);
        reader.read(Limits.elements(file.length));
      } else {
        Frame.read(file);
      }
    } catch (FormatException e) {
      if (e.getMessage().isEmpty() || e.offset() < 0) {
        throw new AssertionError("a refusal without reason or place", e);
      }
      refused = true;
    }
    return new Decoding(
        file.length,
        refused,
        THREADS.getThreadAllocatedBytes(thread) - memory,
        THREADS.getCurrentThreadCpuTime() - time,
        reader == null ? 0 : reader.decisions());
  }

  /** Whether it took no more memory and decisions than {@code FORMAT.md} allows. */
  boolean keepsBound() {
    return allocated <= (256L << 20) + (32L << 10) * length && decisions <= mostDecisions();
  }

  /** A reader may notice after the rows and columns of the next tensor. */
  private long mostDecisions() {
    return (1L << 24) + (1L << 20) + (2048L + 64) * length;
  }
}
