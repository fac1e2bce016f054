package org.sparsevd.array;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntConsumer;

/** An array of numbers as a file has it, with a name for messages. At least one element. */
public final class NumberArray {
  private final String name;
  private final NumberType type;
  private final int[] shape;
  private final boolean fortran;
  private final ByteBuffer content;
  private final int size;

  /**
   * @param content from byte 0 on, in its byte order
   * @param fortran whether the first index is the fastest, else the last
   */
  NumberArray(String name, NumberType type, int[] shape, boolean fortran, ByteBuffer content) {
    this.name = name;
    this.type = type;
    this.shape = shape;
    this.fortran = fortran;
    this.content = content;
    this.size = content.limit() / type.bytes();
  }

  /** Where it comes from. */
  public String name() {
    return name;
  }

  public NumberType type() {
    return type;
  }

  /** Its extents, outermost first; none for a single number. */
  public int[] shape() {
    return shape.clone();
  }

  /** Number of elements. */
  public int size() {
    return size;
  }

  /** All elements as float32, the last index the fastest. */
  public float[] floats() {
    float[] values = new float[size];
    int[] at = {0};
    forEach(offset -> values[at[0]++] = (float) type.number(content, offset));
    return values;
  }

  /**
   * The same, none of them infinite or no number.
   *
   * @throws ArrayFileException if one is, or lies beyond float32
   */
  public float[] finiteFloats() throws ArrayFileException {
    float[] values = floats();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new ArrayFileException(
            name + ": expected finite float32 numbers, found " + values[i] + at(i));
      }
    }
    return values;
  }

  /**
   * All elements as unsigned bytes, the last index the fastest.
   *
   * @throws ArrayFileException if the type is neither uint8 nor bool
   */
  public byte[] bytes() throws ArrayFileException {
    if (type != NumberType.UINT8 && type != NumberType.BOOL) {
      throw new ArrayFileException(name + ": expected uint8, found " + type);
    }
    byte[] values = new byte[size];
    int[] at = {0};
    forEach(offset -> values[at[0]++] = (byte) type.integer(content, offset));
    return values;
  }

  /**
   * All elements as integers, the last index the fastest.
   *
   * @throws ArrayFileException if the type is real
   */
  public long[] integers() throws ArrayFileException {
    if (type.isReal()) {
      throw new ArrayFileException(name + ": expected integers, found " + type);
    }
    long[] values = new long[size];
    int[] at = {0};
    forEach(offset -> values[at[0]++] = type.integer(content, offset));
    return values;
  }

  /** Where an element stands, for messages: {@code " at [3, 0]"}. */
  public String at(int element) {
    int[] index = new int[shape.length];
    int rest = element;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape[axis];
      rest /= shape[axis];
    }
    return " at " + Arrays.toString(index);
  }

  /** Calls with the byte offset of each element, the last index the fastest. */
  private void forEach(IntConsumer read) {
    int bytes = type.bytes();
    if (!fortran || shape.length < 2) {
      for (int i = 0; i < size; i++) {
        read.accept(i * bytes);
      }
      return;
    }
    int[] index = new int[shape.length];
    int[] strides = new int[shape.length];
    int stride = bytes;
    for (int axis = 0; axis < shape.length; axis++) {
      strides[axis] = stride;
      stride *= shape[axis];
    }
    int offset = 0;
    for (int i = 0; i < size; i++) {
      read.accept(offset);
      int axis = shape.length - 1;
      while (axis >= 0) {
        offset += strides[axis];
        if (++index[axis] < shape[axis]) {
          break;
        }
        offset -= shape[axis] * strides[axis];
        index[axis--] = 0;
      }
    }
  }

  /** {@code x.npy: float32 [3, 4]}. */
  @Override
  public String toString() {
    return name + ": " + type + " " + Arrays.toString(shape);
  }
}
