package org.sparsevd.trainer;

import org.sparsevd.model.Shape;

/** One layer of a network to train, without its weights. */
public sealed interface LayerSpec {

  /**
   * Shape of the output for an input of this shape, one image.
   *
   * @throws IllegalArgumentException if the layer does not take it
   */
  Shape outputShape(Shape in);

  /** Fully connected, each weight with a mean and a log variance. */
  record Dense(String name, int outputs) implements LayerSpec {
    public Dense {
      positive("outputs of " + name, outputs);
    }

    @Override
    public Shape outputShape(Shape in) {
      if (in.rank() != 1) {
        throw new IllegalArgumentException("layer " + name + " takes a vector, found " + in);
      }
      return Shape.of(outputs);
    }
  }

  /** Convolution with a square kernel and stride 1, each weight with a mean and a log variance. */
  record Conv2d(String name, int filters, int kernel) implements LayerSpec {
    public Conv2d {
      positive("filters of " + name, filters);
      positive("kernel of " + name, kernel);
    }

    @Override
    public Shape outputShape(Shape in) {
      image("convolution " + name, in, kernel);
      return Shape.of(filters, in.dim(1) - kernel + 1, in.dim(2) - kernel + 1);
    }
  }

  /** Maximum over squares that do not overlap. */
  record MaxPool2d(int size) implements LayerSpec {
    public MaxPool2d {
      positive("size of max pooling", size);
    }

    @Override
    public Shape outputShape(Shape in) {
      image("max pooling", in, size);
      return Shape.of(in.dim(0), in.dim(1) / size, in.dim(2) / size);
    }
  }

  /** {@code max(x, 0)}. */
  record Relu() implements LayerSpec {
    @Override
    public Shape outputShape(Shape in) {
      return in;
    }
  }

  /** Image to vector. */
  record Flatten() implements LayerSpec {
    @Override
    public Shape outputShape(Shape in) {
      return Shape.of(in.size());
    }
  }

  private static void image(String what, Shape in, int size) {
    if (in.rank() != 3 || in.dim(1) < size || in.dim(2) < size) {
      throw new IllegalArgumentException(
          what + " takes images of at least " + size + "x" + size + ", found " + in);
    }
  }

  private static void positive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be at least 1, found " + value);
    }
  }
}
