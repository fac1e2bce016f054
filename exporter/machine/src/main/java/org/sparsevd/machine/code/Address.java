package org.sparsevd.machine.code;

/**
 * A place in memory: {@code base + index * scale + displacement}.
 *
 * @param index null where there is none; never {@code rsp}, which has no number there
 * @param scale 1, 2, 4 or 8
 * @param broadcast whether one element there stands for all of a vector (AVX-512)
 */
public record Address(Gp base, Gp index, int scale, int displacement, boolean broadcast)
    implements Operand {
  public Address {
    if (index == Gp.RSP) {
      throw new IllegalArgumentException("rsp is no index");
    }
    if (scale != 1 && scale != 2 && scale != 4 && scale != 8) {
      throw new IllegalArgumentException("a scale is 1, 2, 4 or 8: " + scale);
    }
  }

  /** So many bytes from where a register points. */
  public static Address of(Gp base, int displacement) {
    return new Address(base, null, 1, displacement, false);
  }

  /** The same with an index. */
  public static Address of(Gp base, Gp index, int scale, int displacement) {
    return new Address(base, index, scale, displacement, false);
  }

  /** One element of it for all of a vector. */
  public Address broadcasted() {
    return new Address(base, index, scale, displacement, true);
  }

  @Override
  public int number() {
    return 0;
  }
}
