package org.sparsevd.trainer.recipe;

import org.sparsevd.tensor.Shape;

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

  /**
   * Convolution with a square kernel and stride 1, each weight with a mean and a log variance.
   *
   * @param padding zeros around the image on each side, less than the kernel
   */
  record Conv2d(String name, int filters, int kernel, int padding) implements LayerSpec {
    public Conv2d {
      positive("filters of " + name, filters);
      positive("kernel of " + name, kernel);
      if (padding < 0 || padding >= kernel) {
        throw new IllegalArgumentException(
            "padding of " + name + " must be 0 to " + (kernel - 1) + ", found " + padding);
      }
    }

    /** Without padding. */
    public Conv2d(String name, int filters, int kernel) {
      this(name, filters, kernel, 0);
    }

    @Override
    public Shape outputShape(Shape in) {
      image("convolution " + name, in, kernel - 2 * padding);
      int shrink = kernel - 1 - 2 * padding;
      return Shape.of(filters, in.dim(1) - shrink, in.dim(2) - shrink);
    }
  }

  /**
   * Batch normalisation (Ioffe and Szegedy 2015) of the units or filters of the layer with weights
   * right before it: over the images of a batch while training, by running means afterwards.
   */
  record BatchNorm() implements LayerSpec {
    /** Added to every variance before its root. */
    public static final float EPSILON = 1e-5f;

    @Override
    public Shape outputShape(Shape in) {
      return in;
    }
  }

  /**
   * Binary dropout (Srivastava et al. 2014): in dense phases every value is zero with this
   * probability, the others are scaled so that their mean stays. Sparse phases have noise of their
   * own; there it does nothing.
   */
  record Dropout(double rate) implements LayerSpec {
    public Dropout {
      if (!(rate >= 0 && rate < 1)) {
        throw new IllegalArgumentException("dropout rate must be 0 to below 1, found " + rate);
      }
    }

    @Override
    public Shape outputShape(Shape in) {
      return in;
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
    int least = Math.max(1, size);
    if (in.rank() != 3 || in.dim(1) < least || in.dim(2) < least) {
      throw new IllegalArgumentException(
          what + " takes images of at least " + least + "x" + least + ", found " + in);
    }
  }

  private static void positive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be at least 1, found " + value);
    }
  }
}
