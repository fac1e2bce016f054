package org.sparsevd.runtime;

import org.sparsevd.tensor.ElementType;

/** The elements of a value, in an array of the caller's. Plans carry them all as floats. */
sealed interface Elements {
  ElementType type();

  int length();

  double at(int index);

  /** Puts some into a plan's array. */
  default void read(int from, int count, float[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = (float) at(from + i);
    }
  }

  /** Takes some from a plan's array. */
  void write(float[] from, int to, int count);

  private static float whole(long number, int index) {
    if (number > ElementType.MOST_WHOLE || number < -ElementType.MOST_WHOLE) {
      throw new ArithmeticException(
          "element " + index + " is " + number + "; whole numbers are computed up to 2^24 only");
    }
    return number;
  }

  /** Zeros are positive, and all that is no number has the same bits: kernels differ there. */
  static float result(float value) {
    return value == value ? value + 0f : Float.NaN;
  }

  /** Floats. */
  record Floats(float[] array) implements Elements {
    @Override
    public ElementType type() {
      return ElementType.FLOAT;
    }

    @Override
    public int length() {
      return array.length;
    }

    @Override
    public double at(int index) {
      return array[index];
    }

    @Override
    public void read(int from, int count, float[] to) {
      System.arraycopy(array, from, to, 0, count);
    }

    @Override
    public void write(float[] from, int to, int count) {
      for (int i = 0; i < count; i++) {
        array[to + i] = result(from[i]);
      }
    }
  }

  /** Whole numbers of 64 bits. */
  record Longs(long[] array) implements Elements {
    @Override
    public ElementType type() {
      return ElementType.INT64;
    }

    @Override
    public int length() {
      return array.length;
    }

    @Override
    public double at(int index) {
      return array[index];
    }

    @Override
    public void read(int from, int count, float[] to) {
      for (int i = 0; i < count; i++) {
        to[i] = whole(array[from + i], from + i);
      }
    }

    @Override
    public void write(float[] from, int to, int count) {
      for (int i = 0; i < count; i++) {
        array[to + i] = (long) from[i];
      }
    }
  }

  /** Whole numbers of 32 bits. */
  record Ints(int[] array) implements Elements {
    @Override
    public ElementType type() {
      return ElementType.INT32;
    }

    @Override
    public int length() {
      return array.length;
    }

    @Override
    public double at(int index) {
      return array[index];
    }

    @Override
    public void read(int from, int count, float[] to) {
      for (int i = 0; i < count; i++) {
        to[i] = whole(array[from + i], from + i);
      }
    }

    @Override
    public void write(float[] from, int to, int count) {
      for (int i = 0; i < count; i++) {
        array[to + i] = (int) from[i];
      }
    }
  }

  /** Unsigned bytes. */
  record Bytes(byte[] array) implements Elements {
    @Override
    public ElementType type() {
      return ElementType.UINT8;
    }

    @Override
    public int length() {
      return array.length;
    }

    @Override
    public double at(int index) {
      return array[index] & 0xff;
    }

    @Override
    public void write(float[] from, int to, int count) {
      for (int i = 0; i < count; i++) {
        array[to + i] = (byte) (int) from[i];
      }
    }
  }

  /** Truth values. */
  record Truths(boolean[] array) implements Elements {
    @Override
    public ElementType type() {
      return ElementType.BOOL;
    }

    @Override
    public int length() {
      return array.length;
    }

    @Override
    public double at(int index) {
      return array[index] ? 1 : 0;
    }

    @Override
    public void write(float[] from, int to, int count) {
      for (int i = 0; i < count; i++) {
        array[to + i] = from[i] != 0;
      }
    }
  }
}
