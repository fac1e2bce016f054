package org.sparsevd.model;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** Argument checks that several operators share. */
final class Checks {
  private Checks() {}

  static void weight(String op, Tensor weight, int rank, float[] bias) {
    if (weight.shape().rank() != rank) {
      throw new IllegalArgumentException(
          op + ": weight must have " + rank + " dimensions, found " + weight.shape());
    }
    if (bias.length != weight.rows()) {
      throw new IllegalArgumentException(
          op + ": bias must have " + weight.rows() + " values, found " + bias.length);
    }
  }

  /** A vector as the tensor of one row that it is in files. */
  static Tensor vector(float[] values) {
    return new DenseTensor(Shape.of(1, values.length), values);
  }

  static List<Tensor> vectors(float[]... vectors) {
    List<Tensor> tensors = new ArrayList<>();
    for (float[] values : vectors) {
      tensors.add(vector(values));
    }
    return tensors;
  }

  static Shape ranked(String op, Shape shape) {
    if (shape.rank() == 0) {
      throw new IllegalArgumentException(op + ": expected at least one dimension");
    }
    return shape;
  }

  static Shape image(String op, Shape shape) {
    if (shape.rank() != 3) {
      throw new IllegalArgumentException(op + " takes [channels, height, width], found " + shape);
    }
    return shape;
  }

  static Shape channels(String op, Shape shape, int channels) {
    if (shape.rank() < 1 || shape.dim(0) != channels) {
      throw new IllegalArgumentException(op + " takes " + channels + " channels, found " + shape);
    }
    return shape;
  }

  static void pooling(String op, Window window) {
    if (window.padTop() >= window.kernelHeight()
        || window.padBottom() >= window.kernelHeight()
        || window.padLeft() >= window.kernelWidth()
        || window.padRight() >= window.kernelWidth()) {
      throw new IllegalArgumentException(op + ": padding must be smaller than the kernel");
    }
  }

  static int sum(String op, int extent, int before, int after) {
    return toInt(op, (long) extent + before + after);
  }

  static int product(String op, int extent, int factor) {
    return toInt(op, (long) extent * factor);
  }

  private static int toInt(String op, long extent) {
    if (extent > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(op + ": an extent of " + extent + ", at most 2^31-1");
    }
    return (int) extent;
  }

  static Shape concatenated(List<Shape> inputs) {
    int[] dims = inputs.get(0).toArray();
    for (Shape next : inputs.subList(1, inputs.size())) {
      boolean same = next.rank() == dims.length;
      for (int axis = 1; same && axis < dims.length; axis++) {
        same = next.dim(axis) == dims[axis];
      }
      if (!same) {
        throw new IllegalArgumentException(
            "Concat: " + next + " does not fit beside " + inputs.get(0));
      }
      if (dims[0] > Integer.MAX_VALUE - next.dim(0)) {
        throw new IllegalArgumentException("Concat: more than 2^31-1 channels");
      }
      dims[0] += next.dim(0);
    }
    return Shape.of(dims);
  }
}
