package org.sparsevd.machine.memory;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;

/**
 * Code in memory of its own, ready to be called. The memory is written first and executable
 * afterwards, never both. It is given back when nobody holds this object any more. A call holds it.
 */
public final class CodeBlock {
  private static final Cleaner CLEANER = Cleaner.create();

  /** Length of a page, of which memory is a multiple. */
  private static final int PAGE = 4096;

  private final MemorySegment memory;

  /**
   * Puts code into memory.
   *
   * @throws MachineException if the system does not allow that
   */
  public CodeBlock(byte[] code) {
    long bytes = Math.ceilDiv(code.length, PAGE) * (long) PAGE;
    MemorySegment mapped = SystemCalls.map(bytes);
    try {
      MemorySegment.copy(MemorySegment.ofArray(code), 0, mapped, 0, code.length);
      SystemCalls.protect(mapped, SystemCalls.READ | SystemCalls.EXECUTE);
    } catch (MachineException e) {
      SystemCalls.unmap(mapped);
      throw e;
    }
    this.memory = mapped;
    CLEANER.register(this, () -> SystemCalls.unmap(mapped));
  }

  /** Bytes of memory that it takes. */
  public long bytes() {
    return memory.byteSize();
  }

  /** Where it begins, for tests. */
  long address() {
    return memory.address();
  }

  /**
   * The code that begins so many bytes behind the beginning.
   *
   * @throws IndexOutOfBoundsException if that is outside of it
   */
  public Function function(int start) {
    return new Function(this, memory.asSlice(start));
  }
}
