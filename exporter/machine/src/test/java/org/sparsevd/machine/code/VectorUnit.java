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
    ByteBuffer old = it.form().shape == Form.Shape.SHIFT ? null : registers[it.register()];
    ByteBuffer result = buffer(WIDEST);
    compute(it, source, old, result);
    int target = it.form().shape == Form.Shape.SHIFT ? it.second() : it.register();
    for (int i = 0; it.mask() != 0 && i < it.bytes() / 4; i++) {
      if ((masks[it.mask()] >> i & 1) == 0) {
        result.putInt(4 * i, it.zeroing() ? 0 : old.getInt(4 * i));
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

  private void store(DecodedVector it, Emulator machine) {
    ByteBuffer value = registers[it.register()];
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
        case VINSERTF128 ->
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
