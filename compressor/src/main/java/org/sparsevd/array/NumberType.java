package org.sparsevd.array;

import java.nio.ByteBuffer;
import java.util.Locale;

/** What one element of an array is, and how it becomes a number. */
public enum NumberType {
  BOOL("b1", 1, false),
  UINT8("u1", 1, false),
  INT8("i1", 1, false),
  UINT16("u2", 2, false),
  INT16("i2", 2, false),
  UINT32("u4", 4, false),
  INT32("i4", 4, false),
  INT64("i8", 8, false),
  FLOAT16("f2", 2, true),
  FLOAT32("f4", 4, true),
  FLOAT64("f8", 8, true);

  private final String code;
  private final int bytes;
  private final boolean real;

  NumberType(String code, int bytes, boolean real) {
    this.code = code;
    this.bytes = bytes;
    this.real = real;
  }

  /** The type of NumPy's code for it, without the byte order; null if there is none. */
  static NumberType ofCode(String code) {
    for (NumberType type : values()) {
      if (type.code.equals(code)) {
        return type;
      }
    }
    return null;
  }

  /** Bytes of an element. */
  int bytes() {
    return bytes;
  }

  /** Whether elements have a fraction. */
  public boolean isReal() {
    return real;
  }

  /** The number at a byte offset. Those of 64 bits are rounded where a double is too short. */
  double number(ByteBuffer from, int offset) {
    return switch (this) {
      case FLOAT16 -> half(from.getShort(offset));
      case FLOAT32 -> from.getFloat(offset);
      case FLOAT64 -> from.getDouble(offset);
      default -> integer(from, offset);
    };
  }

  /** The same of a type that is not real, exactly. */
  long integer(ByteBuffer from, int offset) {
    return switch (this) {
      case BOOL -> from.get(offset) == 0 ? 0 : 1;
      case UINT8 -> from.get(offset) & 0xff;
      case INT8 -> from.get(offset);
      case UINT16 -> from.getShort(offset) & 0xffff;
      case INT16 -> from.getShort(offset);
      case UINT32 -> from.getInt(offset) & 0xffffffffL;
      case INT32 -> from.getInt(offset);
      case INT64 -> from.getLong(offset);
      default -> throw new IllegalStateException(this + " is no integer");
    };
  }

  /** IEEE 754 binary16. */
  private static float half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude;
    if (exponent == 0) {
      magnitude = fraction * 0x1p-24f;
    } else if (exponent == 0x1f) {
      magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      magnitude = Float.intBitsToFloat(exponent + 112 << 23 | fraction << 13);
    }
    return bits < 0 ? -magnitude : magnitude;
  }

  /** NumPy's name of it: {@code float32}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
