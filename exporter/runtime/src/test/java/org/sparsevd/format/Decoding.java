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
 */
record Decoding(int length, boolean refused, long allocated, long nanos) {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Decoding of(byte[] file) {
    long thread = Thread.currentThread().getId();
    long memory = THREADS.getThreadAllocatedBytes(thread);
    long time = THREADS.getCurrentThreadCpuTime();
    boolean refused = refuses(file);
    return new Decoding(
        file.length,
        refused,
        THREADS.getThreadAllocatedBytes(thread) - memory,
        THREADS.getCurrentThreadCpuTime() - time);
  }

  /** Whether it took no more memory than {@code FORMAT.md} allows. */
  boolean keepsBound() {
    return allocated <= (256L << 20) + (32L << 10) * length;
  }

  private static boolean refuses(byte[] file) {
    try {
      SpvdFile.decode(file);
      return false;
    } catch (FormatException e) {
      if (e.getMessage().isEmpty() || e.offset() < 0) {
        throw new AssertionError("a refusal without reason or place", e);
      }
      return true;
    }
  }
}
