package org.sparsevd.runtime;

import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * What a model is given or returns: elements of one type, row-major, and their shape. A value is a
 * view of the array that it was made of. So one that is handed to a session again and again may get
 * new elements in between.
 */
public final class Value {
  private final Shape shape;
  private final Elements elements;

  private Value(Elements elements, int[] dims) {
    this.shape = Shape.of(dims);
    this.elements = elements;
    if (elements.length() != shape.size()) {
      throw new IllegalArgumentException(
          "a value of shape "
              + shape
              + " has "
              + shape.size()
              + " elements, found "
              + elements.length());
    }
  }

  /**
   * Floats over this array, which is not copied.
   *
   * @param dims such as {@code 8, 3, 224, 224}; none for a single number
   * @throws IllegalArgumentException if their product is not the number of elements
   */
  public static Value of(float[] elements, int... dims) {
    return new Value(new Elements.Floats(elements), dims);
  }

  /** Whole numbers of 64 bits, of at most 2^24 in magnitude; see {@link #of(float[], int...)}. */
  public static Value of(long[] elements, int... dims) {
    return new Value(new Elements.Longs(elements), dims);
  }

  /** Whole numbers of 32 bits, of at most 2^24 in magnitude; see {@link #of(float[], int...)}. */
  public static Value of(int[] elements, int... dims) {
    return new Value(new Elements.Ints(elements), dims);
  }

  /** Unsigned bytes, 0 to 255; see {@link #of(float[], int...)}. */
  public static Value of(byte[] elements, int... dims) {
    return new Value(new Elements.Bytes(elements), dims);
  }

  /** Truth values; see {@link #of(float[], int...)}. */
  public static Value of(boolean[] elements, int... dims) {
    return new Value(new Elements.Truths(elements), dims);
  }

  /** Room for a result. */
  static Value room(ElementType type, int[] dims) {
    int size = Shape.of(dims).size();
    return switch (type) {
      case FLOAT -> of(new float[size], dims);
      case INT64 -> of(new long[size], dims);
      case INT32 -> of(new int[size], dims);
      case UINT8 -> of(new byte[size], dims);
      case BOOL -> of(new boolean[size], dims);
    };
  }

  public ElementType type() {
    return elements.type();
  }

  /** Such as {@code [8, 3, 224, 224]}; {@code []} of a single number. */
  public Shape shape() {
    return shape;
  }

  Elements elements() {
    return elements;
  }

  /** The array of a value of floats; for other types a new one of the same numbers. */
  public float[] floats() {
    if (elements instanceof Elements.Floats own) {
      return own.array();
    }
    float[] copy = new float[shape.size()];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = (float) elements.at(i);
    }
    return copy;
  }

  /**
   * The array of a value of 64-bit whole numbers; for other whole numbers a new one.
   *
   * @throws IllegalArgumentException if the elements are floats or truth values
   */
  public long[] longs() {
    if (elements instanceof Elements.Longs own) {
      return own.array();
    }
    checkWhole();
    long[] copy = new long[shape.size()];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = (long) elements.at(i);
    }
    return copy;
  }

  /**
   * The array of a value of 32-bit whole numbers; for other whole numbers a new one.
   *
   * @throws IllegalArgumentException if the elements are floats or truth values, or one does not
   *     fit
   */
  public int[] ints() {
    if (elements instanceof Elements.Ints own) {
      return own.array();
    }
    checkWhole();
    int[] copy = new int[shape.size()];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = (int) elements.at(i);
      if (copy[i] != elements.at(i)) {
        throw new IllegalArgumentException("element " + i + " does not fit an int");
      }
    }
    return copy;
  }

  private void checkWhole() {
    if (!type().isWhole()) {
      throw wrong("whole numbers");
    }
  }

  private IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException("a value of type " + type() + " is asked for " + expected);
  }

  /**
   * The array of a value of unsigned bytes.
   *
   * @throws IllegalArgumentException if the elements are something else
   */
  public byte[] bytes() {
    if (elements instanceof Elements.Bytes own) {
      return own.array();
    }
    throw wrong("unsigned bytes");
  }

  /**
   * The array of a value of truth values.
   *
   * @throws IllegalArgumentException if the elements are something else
   */
  public boolean[] booleans() {
    if (elements instanceof Elements.Truths own) {
      return own.array();
    }
    throw wrong("truth values");
  }

  /** {@code FLOAT [8, 3, 224, 224]}. */
  @Override
  public String toString() {
    return type() + " " + shape;
  }
}
