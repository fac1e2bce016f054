package org.sparsevd.machine.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Gp;

/**
 * What the processor can do, and the system lets it do, as the processor itself says.
 *
 * <p>Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, {@code CPUID}
 * and {@code XGETBV}; volume 1, chapter 13.
 *
 * @param avx2 vectors of 256 bits with fused multiply-add
 * @param avxVnni products of bytes on them
 * @param avx512 vectors of 512 bits: the foundation, and operations on bytes, words, double and
 *     quad words and on all widths
 * @param vnni products of bytes on those
 * @param vbmi any bytes of two such vectors in any order
 */
public record Processor(boolean avx2, boolean avxVnni, boolean avx512, boolean vnni, boolean vbmi) {
  /** One that can do nothing. */
  private static final Processor NONE = new Processor(false, false, false, false, false);

  private static final int EAX = 0;
  private static final int EBX = 1;
  private static final int ECX = 2;

  /** Registers of 128 and of 256 bits are kept when threads change. */
  private static final int KEPT_AVX = 0x6;

  /** Masks, and registers of 512 bits, besides. */
  private static final int KEPT_AVX512 = 0xe6;

  /**
   * Asks it.
   *
   * @throws MachineException if no code can be run
   */
  public static Processor find() {
    Function cpuid = new CodeBlock(cpuidCode()).function(0);
    int most = cpuid(cpuid, 0, 0)[EAX];
    int[] one = cpuid(cpuid, 1, 0);
    boolean systemSaves = has(one, ECX, 27);
    boolean avx = has(one, ECX, 28) && has(one, ECX, 12) && systemSaves;
    if (!avx || most < 7) {
      return NONE;
    }
    int kept =
        new CodeBlock(xgetbvCode())
            .function(0)
            .call(MemorySegment.NULL, MemorySegment.NULL, MemorySegment.NULL);
    int[] seven = cpuid(cpuid, 7, 0);
    boolean avx2 = has(seven, EBX, 5) && (kept & KEPT_AVX) == KEPT_AVX;
    boolean avx512 =
        avx2
            && (kept & KEPT_AVX512) == KEPT_AVX512
            && has(seven, EBX, 16)
            && has(seven, EBX, 17)
            && has(seven, EBX, 30)
            && has(seven, EBX, 31);
    boolean more = seven[EAX] >= 1;
    boolean avxVnni = avx2 && more && has(cpuid(cpuid, 7, 1), EAX, 4);
    boolean vnni = avx512 && has(seven, ECX, 11);
    return new Processor(avx2, avxVnni, avx512, vnni, avx512 && has(seven, ECX, 1));
  }

  private static boolean has(int[] registers, int register, int bit) {
    return (registers[register] >> bit & 1) != 0;
  }

  /** The four registers that come out. */
  private static int[] cpuid(Function code, int leaf, int subleaf) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = arena.allocate(ValueLayout.JAVA_INT, 4);
      code.call(found, MemorySegment.ofAddress(leaf), MemorySegment.ofAddress(subleaf));
      return found.toArray(ValueLayout.JAVA_INT);
    }
  }

  /** Where to write; the number of the question; that of its part. */
  private static byte[] cpuidCode() {
    Assembler to = new Assembler();
    to.push(Gp.RBX);
    to.mov(Gp.RAX, Gp.RSI);
    to.mov(Gp.RCX, Gp.RDX);
    to.cpuid();
    Gp[] found = {Gp.RAX, Gp.RBX, Gp.RCX, Gp.RDX};
    for (int i = 0; i < found.length; i++) {
      to.mov32(Address.of(Gp.RDI, i * Integer.BYTES), found[i]);
    }
    to.pop(Gp.RBX);
    to.ret();
    return to.toBytes();
  }

  private static byte[] xgetbvCode() {
    Assembler to = new Assembler();
    to.clear(Gp.RCX);
    to.xgetbv();
    to.ret();
    return to.toBytes();
  }
}
