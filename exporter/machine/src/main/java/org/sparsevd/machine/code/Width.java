package org.sparsevd.machine.code;

/** The width of a vector register. */
public enum Width {
  /** 128 bits. */
  XMM,
  /** 256 bits. */
  YMM,
  /** 512 bits. */
  ZMM;

  /** Bytes of a register. */
  public int bytes() {
    return 16 << ordinal();
  }

  /** Floats of a register. */
  public int lanes() {
    return 4 << ordinal();
  }
}
