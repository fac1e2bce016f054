package org.sparsevd.machine.memory;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The three functions of the C library that code memory needs, on Linux. */
final class SystemCalls {
  static final int READ = 1;
  static final int WRITE = 2;
  static final int EXECUTE = 4;

  private static final int PRIVATE_ANONYMOUS = 0x22;
  private static final long FAILED = -1;

  private static final MethodHandle MMAP =
      handle(
          "mmap",
          FunctionDescriptor.of(
              ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle MPROTECT =
      handle("mprotect", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle MUNMAP =
      handle("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));

  private SystemCalls() {}

  private static MethodHandle handle(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type);
  }

  /**
   * New memory, read and written.
   *
   * @throws MachineException if the system gives none
   */
  static MemorySegment map(long bytes) {
    MemorySegment memory;
    try {
      memory =
          (MemorySegment)
              MMAP.invokeExact(
                  MemorySegment.NULL, bytes, READ | WRITE, PRIVATE_ANONYMOUS, (int) FAILED, 0L);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    if (memory.address() == FAILED) {
      throw new MachineException("the system gives no memory for code");
    }
    return memory.reinterpret(bytes);
  }

  /**
   * Changes what may be done with memory.
   *
   * @throws MachineException if the system does not allow it
   */
  static void protect(MemorySegment memory, int rights) {
    int result;
    try {
      result = (int) MPROTECT.invokeExact(memory, memory.byteSize(), rights);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    if (result != 0) {
      throw new MachineException("the system does not allow memory to become code");
    }
  }

  /** Gives memory back. */
  static void unmap(MemorySegment memory) {
    try {
      // Nothing can be done where it fails: the memory stays, and nobody calls it any more.
      int ignored = (int) MUNMAP.invokeExact(memory, memory.byteSize());
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
