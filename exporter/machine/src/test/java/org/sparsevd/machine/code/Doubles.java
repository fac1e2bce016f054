package org.sparsevd.machine.code;

import java.nio.ByteBuffer;

/** Instructions on doubles, and those that make doubles of floats and floats of doubles. */
final class Doubles {
  private Doubles() {}

  /** Computes an instruction; false where it is none of these. */
  static boolean compute(DecodedVector it, ByteBuffer a, ByteBuffer b, ByteBuffer to) {
    int count = it.bytes() / Double.BYTES;
    for (int i = 0; i < count; i++) {
      int at = i * Double.BYTES;
      int half = i * Float.BYTES;
      switch (it.form()) {
        case VADDPD -> to.putDouble(at, a.getDouble(at) + b.getDouble(at));
        case VDIVPD -> to.putDouble(at, a.getDouble(at) / b.getDouble(at));
        case VCVTPS2PD -> to.putDouble(at, b.getFloat(half));
        case VCVTPD2PS -> to.putFloat(half, (float) b.getDouble(at));
        default -> {
          return false;
        }
      }
    }
    return true;
  }
}
