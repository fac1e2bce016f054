package org.sparsevd.machine.code;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the instructions that {@link Assembler} can write, from their bytes, on registers and memory
 * of its own. So code for processors that are not here can be tried. Every access to memory has to
 * lie in a region that was handed over.
 */
public final class Emulator {
  private static final int STACK = 32 * 1024;
  private static final long STACK_BASE = 1L << 40;
  private static final long FIRST_REGION = 1L << 20;

  final long[] general = new long[16];
  final VectorUnit vectors = new VectorUnit();
  private final List<Region> regions = new ArrayList<>();
  private long next = FIRST_REGION;

  /** Flags: of the last result, and of the last comparison. */
  private boolean zero;

  private boolean below;
  private boolean less;

  /** Where the code lies, for what it reads behind itself. */
  private long codeBase;

  /** Instructions that were run. */
  private long count;

  /** A piece of memory. */
  record Region(long base, ByteBuffer bytes) {}

  public Emulator() {
    regions.add(new Region(STACK_BASE, buffer(new byte[STACK])));
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Hands over memory, aligned to a cache line, and says where it lies. Gaps are left around. */
  public long map(ByteBuffer bytes) {
    long base = next;
    regions.add(new Region(base, bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN)));
    next += (bytes.capacity() / 4096 + 2) * 4096L;
    return base;
  }

  public long count() {
    return count;
  }

  /** Where so many bytes lie. */
  ByteBuffer at(long address, int bytes) {
    for (Region region : regions) {
      long place = address - region.base;
      if (place >= 0 && place + bytes <= region.bytes.capacity()) {
        return region.bytes.slice((int) place, bytes).order(ByteOrder.LITTLE_ENDIAN);
      }
    }
    throw new AssertionError("touches " + bytes + " bytes at " + address);
  }

  /** Calls code with arguments as the System V ABI passes them; what was kept must be kept. */
  public long call(byte[] code, long... arguments) {
    prepare(arguments);
    return run(buffer(code));
  }

  /** Registers and the stack, as a function finds them. */
  private void prepare(long... arguments) {
    Gp[] order = {Gp.RDI, Gp.RSI, Gp.RDX, Gp.RCX, Gp.R8, Gp.R9};
    for (int i = 0; i < 16; i++) {
      general[i] = 0x5eed_0000L + i;
    }
    for (int i = 0; i < Math.min(order.length, arguments.length); i++) {
      general[order[i].number()] = arguments[i];
    }
    general[Gp.RSP.number()] = STACK_BASE + STACK;
    for (int i = arguments.length - 1; i >= order.length; i--) {
      push(arguments[i]);
    }
    // The address to return to, which a return here takes no notice of.
    push(0);
  }

  /** Calls code that reads what lies behind it, from this byte on, with one argument. */
  public long callAt(byte[] code, int start, long argument) {
    ByteBuffer bytes = buffer(code);
    codeBase = map(bytes);
    prepare(argument);
    return run(bytes.position(start));
  }

  private long run(ByteBuffer bytes) {
    long before = general[Gp.RSP.number()] + Long.BYTES;
    while (step(bytes)) {
      count++;
    }
    for (Gp kept : new Gp[] {Gp.RBX, Gp.RBP, Gp.R12, Gp.R13, Gp.R14, Gp.R15}) {
      if (general[kept.number()] != 0x5eed_0000L + kept.number()) {
        throw new AssertionError(kept + " is not kept");
      }
    }
    if (pop() != 0 || general[Gp.RSP.number()] != before) {
      throw new AssertionError("the stack is not as it was");
    }
    return general[Gp.RAX.number()];
  }

  /** Runs an instruction; false where it returns. */
  private boolean step(ByteBuffer code) {
    int first = code.get(code.position()) & 255;
    if (first == 0xc4 || first == 0xc5 || first == 0x62) {
      DecodedVector it = DecodedVector.read(code, this);
      if (it != null) {
        vectors.run(it, this);
      }
      return true;
    }
    return new GeneralUnit(this, code).step();
  }

  void compare(long result, boolean isBelow, boolean isLess) {
    zero = result == 0;
    below = isBelow;
    less = isLess;
  }

  boolean holds(int condition) {
    return switch (condition) {
      case 2 -> below;
      case 3 -> !below;
      case 4 -> zero;
      case 5 -> !zero;
      case 12 -> less;
      case 13 -> !less;
      default -> throw new AssertionError("condition " + condition);
    };
  }

  /** Where this byte of the code lies. */
  long codeAt(int position) {
    return codeBase + position;
  }

  void push(long value) {
    general[Gp.RSP.number()] -= Long.BYTES;
    at(general[Gp.RSP.number()], Long.BYTES).putLong(0, value);
  }

  long pop() {
    long value = at(general[Gp.RSP.number()], Long.BYTES).getLong(0);
    general[Gp.RSP.number()] += Long.BYTES;
    return value;
  }
}
