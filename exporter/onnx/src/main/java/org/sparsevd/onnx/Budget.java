package org.sparsevd.onnx;

/**
 * How many values may be made out of a file: what its size justifies. A few bytes can claim a
 * tensor of billions, or a thousand uses of the same one.
 */
final class Budget {
  /** Small files may broadcast constants over images without being suspicious. */
  private static final long FLOOR = 1 << 22;

  private static final long VALUES_PER_BYTE = 2;

  private final long allowed;
  private long used;

  Budget(long fileBytes) {
    allowed = FLOOR + VALUES_PER_BYTE * fileBytes;
  }

  /** Call before allocating this many values. */
  void take(long values) throws OnnxException {
    used += values;
    if (used > allowed) {
      throw new OnnxException(
          "claims " + used + " values, more than a file of this size can hold (" + allowed + ")");
    }
  }
}
