package org.sparsevd.machine.code;

/** How much memory an instruction reads or writes, in which short displacements are counted. */
enum Tuple {
  /** A whole vector, or one float of it that is broadcast. */
  FULL,
  /** A whole vector. */
  FULL_ONLY,
  /** A whole vector of doubles, which the instruction has to say. */
  DOUBLES,
  /** A float. */
  SCALAR,
  /** Half of a vector. */
  HALF,
  /** A quarter of a vector. */
  QUARTER,
  /** 128 bits. */
  LANE,
  /** 256 bits. */
  HALF_OF_WIDEST;

  /** Bytes of it. */
  int bytes(Width width, boolean broadcast) {
    return switch (this) {
      case FULL -> broadcast ? Float.BYTES : width.bytes();
      case FULL_ONLY, DOUBLES -> width.bytes();
      case SCALAR -> Float.BYTES;
      case HALF -> width.bytes() / 2;
      case QUARTER -> width.bytes() / 4;
      case LANE -> Width.XMM.bytes();
      case HALF_OF_WIDEST -> Width.YMM.bytes();
    };
  }
}
