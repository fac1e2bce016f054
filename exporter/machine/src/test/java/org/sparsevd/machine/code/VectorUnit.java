package org.sparsevd.machine.code;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Vector registers, and what instructions make of them. Numbers lie as in memory. */
final class VectorUnit {
  private static final int WIDEST = 64;
  private static final int LANE = 16;
  private static final int HALF = 32;

  private final ByteBuffer[] registers = new ByteBuffer[32];
  final long[] masks = new long[8];

  VectorUnit() {
    for (int i = 0; i < registers.length; i++) {
      registers[i] = buffer(WIDEST);
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A register, for tests. */
  ByteBuffer register(int number) {
    return registers[number];
  }

  /** An element, and zeros behind it. */
  void set(int register, int lowest) {
    registers[register] = buffer(WIDEST).putInt(0, lowest);
  }

  void run(DecodedVector it, Emulator machine) {
    if (it.form() == null) {
      clearUpper();
      return;
    }
    if (it.form().shape == Form.Shape.STORE) {
      store(it, machine);
      return;
    }
    ByteBuffer source = source(it, machine);
    if (it.form() == Form.VTESTPS) {
      test(it, source, machine);
      return;
    }
    ByteBuffer old = it.form().shape == Form.Shape.SHIFT ? null : registers[it.register()];
    ByteBuffer result = buffer(WIDEST);
    compute(it, source, old, result);
    int target = it.form().shape == Form.Shape.SHIFT ? it.second() : it.register();
    boolean byBytes = it.form() == Form.VPERMB || it.form() == Form.VPERMI2B;
    int element = byBytes ? 1 : 4;
    for (int i = 0; it.mask() != 0 && i < it.bytes(); i++) {
      if ((masks[it.mask()] >> i / element & 1) == 0) {
        result.put(i, it.zeroing() ? 0 : old.get(i));
      }
    }
    registers[target] = result;
  }

  private void clearUpper() {
    for (int i = 0; i < 16; i++) {
      for (int at = LANE; at < WIDEST; at++) {
        registers[i].put(at, (byte) 0);
      }
    }
  }

  /** Whether all signs of one are signs of the other, too. */
  private void test(DecodedVector it, ByteBuffer source, Emulator machine) {
    boolean all = true;
    boolean none = true;
    for (int at = 0; at < it.bytes(); at += 4) {
      int own = registers[it.register()].getInt(at);
      all &= (source.getInt(at) & ~own) >= 0;
      none &= (source.getInt(at) & own) >= 0;
    }
    machine.compare(none ? 0 : 1, all, false);
  }

  private void store(DecodedVector it, Emulator machine) {
    ByteBuffer value = registers[it.register()];
    if (it.form() == Form.VMOVSS_STORE) {
      machine.at(it.rm().address(), 4).putInt(0, value.getInt(0));
      return;
    }
    ByteBuffer to = machine.at(it.rm().address(), it.bytes());
    if (it.form() != Form.VMOVUPS_STORE && it.form() != Form.VMOVAPS_STORE) {
      throw new AssertionError("not emulated: " + it.form());
    }
    for (int i = 0; i < it.bytes() / 4; i++) {
      if (it.mask() == 0 || (masks[it.mask()] >> i & 1) != 0) {
        to.putInt(4 * i, value.getInt(4 * i));
      }
    }
  }

  private ByteBuffer source(DecodedVector it, Emulator machine) {
    if (!it.rm().isMemory()) {
      return registers[it.rm().register()];
    }
    int bytes = it.broadcast() ? 4 : it.form().tuple.bytes(Width.values()[it.bytes() >> 5], false);
    ByteBuffer found = machine.at(it.rm().address(), bytes);
    ByteBuffer all = buffer(WIDEST);
    for (int at = 0; at < (it.broadcast() ? it.bytes() : bytes); at++) {
      all.put(at, found.get(at % bytes));
    }
    return all;
  }

  private void compute(DecodedVector it, ByteBuffer b, ByteBuffer old, ByteBuffer to) {
    ByteBuffer a = registers[it.second()];
    if (Doubles.compute(it, a, b, to)) {
      return;
    }
    for (int at = 0; at < it.bytes(); at += 4) {
      int lane = at / LANE * LANE;
      switch (it.form()) {
        case VMOVUPS, VMOVAPS -> to.putInt(at, b.getInt(at));
        case VBROADCASTSS, VPBROADCASTD -> to.putInt(at, b.getInt(0));
        case VBROADCASTF128, VBROADCASTF32X4 -> to.putInt(at, b.getInt(at % LANE));
        case VMOVSS -> to.putInt(at, at == 0 ? b.getInt(0) : 0);
        case VPMOVZXBD -> to.putInt(at, b.get(at / 4) & 255);
        case VCMPPS -> to.putInt(at, compares(it.immediate(), a.getFloat(at), b.getFloat(at)));
        case VSHUFPS ->
            to.putInt(
                at,
                (at % LANE < 8 ? a : b).getInt(lane + 4 * (it.immediate() >> at % LANE / 2 & 3)));
        case VINSERTPS -> to.putInt(at, inserted(it, a, b, at));
        case VPERMI2PS -> to.putInt(at, picked(it, a, b, old.getInt(at)));
        case VPERMB, VPERMI2B -> {
          for (int i = at; i < at + 4; i++) {
            to.put(i, pickedByte(it, a, b, old.get(i), i));
          }
        }
        case VANDPS -> to.putInt(at, a.getInt(at) & b.getInt(at));
        case VORPS -> to.putInt(at, a.getInt(at) | b.getInt(at));
        case VXORPS -> to.putInt(at, a.getInt(at) ^ b.getInt(at));
        case VPADDD -> to.putInt(at, a.getInt(at) + b.getInt(at));
        case VPSUBD -> to.putInt(at, a.getInt(at) - b.getInt(at));
        case VPMULLD -> to.putInt(at, a.getInt(at) * b.getInt(at));
        case VPSRAD -> to.putInt(at, a.getInt(at) >> Math.min(31, (int) b.getLong(0)));
        case VPSLLD_BY -> to.putInt(at, it.immediate() > 31 ? 0 : b.getInt(at) << it.immediate());
        case VPSRLD -> to.putInt(at, shifted(a.getInt(at), b.getLong(0)));
        case VCVTDQ2PS -> to.putFloat(at, b.getInt(at));
        case VCVTPS2DQ -> to.putInt(at, rounded(b.getFloat(at)));
        case VPDPBUSD, VPDPBUSD_EVEX -> to.putInt(at, old.getInt(at) + products(a, b, at));
        case VPMADDWD -> to.putInt(at, pair(a, b, at));
        case VPDPWSSD, VPDPWSSD_EVEX -> to.putInt(at, old.getInt(at) + pair(a, b, at));
        case VPMOVSXBW -> to.putInt(at, b.get(at / 2) & 0xffff | b.get(at / 2 + 1) << 16);
        case VPADDW, VPSUBW, VPADDSW, VPMULLW, VPMADDUBSW -> {
          to.putShort(at, word(it.form(), a, b, at));
          to.putShort(at + 2, word(it.form(), a, b, at + 2));
        }
        case VPERM2F128 -> to.putInt(at, half(a, b, it.immediate() >> at / LANE * 4, at % LANE));
        case VINSERTF128, VINSERTF32X4 ->
            to.putInt(at, (at / LANE == it.immediate() ? b.getInt(at % LANE) : a.getInt(at)));
        case VINSERTF32X8 ->
            to.putInt(at, (at / HALF == it.immediate() ? b.getInt(at % HALF) : a.getInt(at)));
        case VPMAXUB,
            VUNPCKLPS,
            VUNPCKHPS,
            VPSHUFB,
            VPUNPCKLBW,
            VPUNPCKHBW,
            VPUNPCKLWD,
            VPUNPCKHWD,
            VPACKSSDW,
            VPACKUSWB -> {
          for (int i = at; i < at + 4; i++) {
            to.put(i, Shuffles.element(it.form(), a, b, lane, i - lane));
          }
        }
        default -> to.putFloat(at, number(it.form(), a.getFloat(at), b.getFloat(at), old, at));
      }
    }
  }

  /** Equal, or lower than. */
  private static int compares(int comparison, float a, float b) {
    return (comparison == 0 ? a == b : a < b) ? -1 : 0;
  }

  /** An element of another vector, or of memory, in place of one; some become zero. */
  private static int inserted(DecodedVector it, ByteBuffer a, ByteBuffer b, int at) {
    int from = it.rm().isMemory() ? 0 : it.immediate() >> 6;
    boolean zero = (it.immediate() >> at / 4 & 1) != 0;
    boolean here = (it.immediate() >> 4 & 3) == at / 4;
    return zero ? 0 : here ? b.getInt(4 * from) : a.getInt(at);
  }

  /** The element of two vectors that a number says. */
  private static int picked(DecodedVector it, ByteBuffer a, ByteBuffer b, int number) {
    int at = number * 4 & it.bytes() - 1;
    return ((number * 4 & it.bytes()) == 0 ? a : b).getInt(at);
  }

  private static byte pickedByte(
      DecodedVector it, ByteBuffer a, ByteBuffer b, byte number, int at) {
    if (it.form() == Form.VPERMB) {
      return b.get(a.get(at) & it.bytes() - 1);
    }
    return ((number & it.bytes()) == 0 ? a : b).get(number & it.bytes() - 1);
  }

  private static int half(ByteBuffer a, ByteBuffer b, int which, int at) {
    return ((which & 2) == 0 ? a : b).getInt((which & 1) * LANE + at);
  }

  private static int shifted(int value, long bits) {
    return bits < 0 || bits > 31 ? 0 : value >>> bits;
  }

  private static int rounded(float value) {
    double whole = Math.rint(value);
    return whole >= -0x1p31 && whole < 0x1p31 ? (int) whole : Integer.MIN_VALUE;
  }

  private static int products(ByteBuffer a, ByteBuffer b, int at) {
    int sum = 0;
    for (int i = at; i < at + 4; i++) {
      sum += (a.get(i) & 255) * b.get(i);
    }
    return sum;
  }

  private static int pair(ByteBuffer a, ByteBuffer b, int at) {
    return a.getShort(at) * b.getShort(at) + a.getShort(at + 2) * b.getShort(at + 2);
  }

  private static short word(Form form, ByteBuffer a, ByteBuffer b, int at) {
    if (form == Form.VPADDW) {
      return (short) (a.getShort(at) + b.getShort(at));
    }
    if (form == Form.VPSUBW) {
      return (short) (a.getShort(at) - b.getShort(at));
    }
    if (form == Form.VPMULLW) {
      return (short) (a.getShort(at) * b.getShort(at));
    }
    int sum =
        form == Form.VPADDSW
            ? a.getShort(at) + b.getShort(at)
            : (a.get(at) & 255) * b.get(at) + (a.get(at + 1) & 255) * b.get(at + 1);
    return (short) Math.min(Math.max(sum, Short.MIN_VALUE), Short.MAX_VALUE);
  }

  /** Where both are zero, or one is no number, a maximum is the second. */
  private static float number(Form form, float a, float b, ByteBuffer old, int at) {
    return switch (form) {
      case VADDPS -> a + b;
      case VSUBPS -> a - b;
      case VMULPS -> a * b;
      case VDIVPS -> a / b;
      case VMAXPS -> a > b ? a : b;
      case VMINPS -> a < b ? a : b;
      case VFMADD231PS -> Math.fma(a, b, old.getFloat(at));
      default -> throw new AssertionError("not emulated: " + form);
    };
  }
}
