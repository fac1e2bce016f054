package org.sparsevd.onnx.lower.term;

import java.util.Map;
import org.sparsevd.onnx.OnnxException;

/**
 * Integers of few bits.
 *
 * @param name ONNX's name of the type
 * @param least the smallest of them
 */
public record Integers(String name, int least, int most) {
  /** Unsigned bytes. */
  public static final Integers UINT8 = new Integers("UINT8", 0, 255);

  /** By ONNX's number of the type. */
  private static final Map<Integer, Integers> TYPES =
      Map.of(
          2, UINT8,
          3, new Integers("INT8", -128, 127),
          4, new Integers("UINT16", 0, 65535),
          5, new Integers("INT16", -32768, 32767),
          21, new Integers("UINT4", 0, 15),
          22, new Integers("INT4", -8, 7));

  /** Those of ONNX's type of this number. */
  public static Integers of(int type) throws OnnxException {
    Integers known = TYPES.get(type);
    if (known == null) {
      throw OnnxException.unsupported(
          "rounds to element type " + type + ", expected integers of 4, 8 or 16 bits");
    }
    return known;
  }

  /** Whether ONNX's type of this number is one of them. */
  public static boolean areOf(int type) {
    return TYPES.containsKey(type);
  }

  /** Whether there are 256 of them. */
  public boolean areBytes() {
    return most - least == 255;
  }
}
