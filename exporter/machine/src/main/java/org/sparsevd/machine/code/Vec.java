package org.sparsevd.machine.code;

/**
 * A vector register.
 *
 * @param number 0 to 31; from 16 on it exists with AVX-512 only
 */
public record Vec(int number, Width width) implements Operand {
  /** Registers that AVX2 has. */
  public static final int FEW = 16;

  public Vec {
    if (number < 0 || number >= 2 * FEW) {
      throw new IllegalArgumentException("a vector register has a number from 0 to 31: " + number);
    }
  }

  /** 128 bits. */
  public static Vec xmm(int number) {
    return new Vec(number, Width.XMM);
  }

  /** 256 bits. */
  public static Vec ymm(int number) {
    return new Vec(number, Width.YMM);
  }

  /** 512 bits. */
  public static Vec zmm(int number) {
    return new Vec(number, Width.ZMM);
  }

  /** The same register's lowest bits, or all of it. */
  public Vec as(Width other) {
    return new Vec(number, other);
  }
}
