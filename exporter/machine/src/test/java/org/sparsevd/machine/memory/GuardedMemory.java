package org.sparsevd.machine.memory;

import java.lang.foreign.MemorySegment;

/** Memory with pages in front of it and behind it that nobody may touch. */
public final class GuardedMemory implements AutoCloseable {
  private static final int PAGE = 4096;

  private final MemorySegment all;
  private final MemorySegment segment;

  private GuardedMemory(MemorySegment all, MemorySegment segment) {
    this.all = all;
    this.segment = segment;
  }

  private static MemorySegment map(long inner) {
    MemorySegment all = SystemCalls.map(inner + 2 * PAGE);
    SystemCalls.protect(all.asSlice(0, PAGE), 0);
    SystemCalls.protect(all.asSlice(PAGE + inner, PAGE), 0);
    return all;
  }

  private static long whole(long bytes) {
    return Math.ceilDiv(bytes, PAGE) * PAGE;
  }

  /** Memory whose last byte, but for less than 64, is followed by a guard. */
  public static GuardedMemory endingAtAGuard(long bytes) {
    long inner = whole(bytes);
    MemorySegment all = map(inner);
    long start = (PAGE + inner - bytes) / 64 * 64;
    return new GuardedMemory(all, all.asSlice(start, bytes));
  }

  /** Memory with a guard in front of its first byte. */
  public static GuardedMemory startingAtAGuard(long bytes) {
    MemorySegment all = map(whole(bytes));
    return new GuardedMemory(all, all.asSlice(PAGE, bytes));
  }

  public MemorySegment segment() {
    return segment;
  }

  @Override
  public void close() {
    SystemCalls.unmap(all);
  }
}
