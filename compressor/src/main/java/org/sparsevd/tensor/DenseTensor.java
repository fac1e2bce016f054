package org.sparsevd.tensor;

/** A tensor that stores every value. */
public final class DenseTensor implements Tensor {
  private final Shape shape;
  private final float[] values;
  private final int nonZeros;

  /**
   * A tensor over this array, which the caller gives away.
   *
   * @throws IllegalArgumentException if the length is not the shape's size
   */
  public DenseTensor(Shape shape, float[] values) {
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(
          "tensor of shape "
              + shape
              + " needs "
              + shape.size()
              + " values, found "
              + values.length);
    }
    this.shape = shape;
    this.values = values;
    this.nonZeros = nonZeros(values);
  }

  /**
   * The same values, row-major, in another shape of as many elements.
   *
   * @throws IllegalArgumentException if it has more or fewer
   */
  public DenseTensor in(Shape other) {
    return new DenseTensor(other, values);
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public int nonZeros() {
    return nonZeros;
  }

  static int nonZeros(float[] values) {
    int count = 0;
    for (float value : values) {
      if (value != 0) {
        count++;
      }
    }
    return count;
  }

  @Override
  public float[] toArray() {
    return values.clone();
  }

  /** The tensor's own array, not a copy: nobody may change it. */
  public float[] values() {
    return values;
  }

  @Override
  public DenseTensor reshaped(Shape other) {
    if (other.rank() == 0 || other.dim(0) != rows()) {
      throw new IllegalArgumentException(
          "a tensor of shape " + shape + " does not become " + other);
    }
    return new DenseTensor(other, values);
  }
}
