package org.sparsevd.machine.memory;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * An entry into a block of code. It holds the block, and so does a call.
 *
 * @param address where the code begins
 */
public record Function(CodeBlock block, MemorySegment address) {
  /**
   * Calls code that takes less than some 20 microseconds: meanwhile no garbage collection can
   * begin.
   *
   * @param memory off the heap
   */
  public int callShort(MemorySegment memory) {
    try {
      return (int) Calls.SHORT.invokeExact(address, memory);
    } catch (Throwable e) {
      throw new AssertionError(e);
    } finally {
      Reference.reachabilityFence(block);
    }
  }

  /**
   * The same with an array as it lies, and numbers behind the addresses.
   *
   * @param array on the heap or off it
   * @param table off the heap
   */
  public void callShort(
      MemorySegment array, MemorySegment table, long third, long fourth, long fifth, long sixth) {
    try {
      Calls.ON_ARRAY.invokeExact(address, array, table, third, fourth, fifth, sixth);
    } catch (Throwable e) {
      throw new AssertionError(e);
    } finally {
      Reference.reachabilityFence(block);
    }
  }

  /**
   * The same with three arrays as they lie, in each of which a number of bytes is skipped.
   *
   * @param a on the heap or off it, as are the others
   */
  public void callShort(
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      long aStart,
      long bStart,
      long cStart,
      long first,
      long second,
      long third,
      long fourth,
      long fifth,
      long sixth,
      long seventh,
      long eighth,
      long ninth) {
    try {
      Calls.ON_ARRAYS.invokeExact(
          address, a, b, c, aStart, bStart, cStart, first, second, third, fourth, fifth, sixth,
          seventh, eighth, ninth);
    } catch (Throwable e) {
      throw new AssertionError(e);
    } finally {
      Reference.reachabilityFence(block);
    }
  }

  /**
   * The same with four arrays as they lie, in the first two of which a number of bytes is skipped.
   * Code that needs fewer numbers does not look at the others.
   *
   * @param a on the heap or off it, as are the others
   */
  public void callShort(
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      MemorySegment d,
      long aStart,
      long bStart,
      long first,
      long second,
      long third,
      long fourth,
      long fifth,
      long sixth,
      long seventh,
      long eighth,
      long ninth,
      long tenth,
      long eleventh) {
    try {
      Calls.ON_FOUR.invokeExact(
          address, a, b, c, d, aStart, bStart, first, second, third, fourth, fifth, sixth, seventh,
          eighth, ninth, tenth, eleventh);
    } catch (Throwable e) {
      throw new AssertionError(e);
    } finally {
      Reference.reachabilityFence(block);
    }
  }

  /**
   * The same with two arrays as they lie.
   *
   * @param first on the heap
   * @param second on the heap
   * @param table off the heap
   */
  public void callShort(
      MemorySegment first,
      MemorySegment second,
      MemorySegment table,
      long fourth,
      long fifth,
      long sixth) {
    try {
      Calls.ON_TWO.invokeExact(address, first, second, table, fourth, fifth, sixth);
    } catch (Throwable e) {
      throw new AssertionError(e);
    } finally {
      Reference.reachabilityFence(block);
    }
  }

  /** Calls code that takes as long as it likes. All memory is off the heap. */
  public int call(MemorySegment first, MemorySegment second, MemorySegment third) {
    try {
      return (int) Calls.LONG.invokeExact(address, first, second, third);
    } catch (Throwable e) {
      throw new AssertionError(e);
    } finally {
      Reference.reachabilityFence(block);
    }
  }
}
