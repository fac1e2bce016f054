package org.sparsevd.machine.code;

import java.nio.ByteBuffer;

/** Instructions that work on each 128 bits by bytes. */
final class Shuffles {
  private static final int HALF = 8;

  private Shuffles() {}

  /**
   * A byte of the result.
   *
   * @param lane where the 128 bits begin
   * @param i of the byte there
   */
  static byte element(Form form, ByteBuffer a, ByteBuffer b, int lane, int i) {
    return switch (form) {
      case VPMAXUB -> (byte) Math.max(a.get(lane + i) & 255, b.get(lane + i) & 255);
      case VPSHUFB -> b.get(lane + i) < 0 ? 0 : a.get(lane + (b.get(lane + i) & 15));
      case VPUNPCKLBW -> (i % 2 == 0 ? a : b).get(lane + i / 2);
      case VPUNPCKHBW -> (i % 2 == 0 ? a : b).get(lane + HALF + i / 2);
      case VPUNPCKLWD -> (i / 2 % 2 == 0 ? a : b).get(lane + i / 4 * 2 + i % 2);
      case VPUNPCKHWD -> (i / 2 % 2 == 0 ? a : b).get(lane + HALF + i / 4 * 2 + i % 2);
      case VUNPCKLPS -> (i / 4 % 2 == 0 ? a : b).get(lane + i / HALF * 4 + i % 4);
      case VUNPCKHPS -> (i / 4 % 2 == 0 ? a : b).get(lane + HALF + i / HALF * 4 + i % 4);
      case VPACKSSDW -> {
        int value = (i < HALF ? a : b).getInt(lane + i % HALF / 2 * 4);
        int word = Math.min(Math.max(value, Short.MIN_VALUE), Short.MAX_VALUE);
        yield (byte) (word >> i % 2 * Byte.SIZE);
      }
      case VPACKUSWB -> {
        int value = (i < HALF ? a : b).getShort(lane + i % HALF * 2);
        yield (byte) Math.min(Math.max(value, 0), 255);
      }
      default -> throw new AssertionError("not emulated: " + form);
    };
  }
}
