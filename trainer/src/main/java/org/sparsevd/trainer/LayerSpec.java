package org.sparsevd.trainer;

/** One layer of a network to train, without its weights. */
public sealed interface LayerSpec {

  /** Fully connected, each weight with a mean and a log variance. */
  record Dense(String name, int outputs) implements LayerSpec {
    public Dense {
      positive("outputs of " + name, outputs);
    }
  }

  /** Convolution with a square kernel and stride 1, each weight with a mean and a log variance. */
  record Conv2d(String name, int filters, int kernel) implements LayerSpec {
    public Conv2d {
      positive("filters of " + name, filters);
      positive("kernel of " + name, kernel);
    }
  }

  /** Maximum over squares that do not overlap. */
  record MaxPool2d(int size) implements LayerSpec {
    public MaxPool2d {
      positive("size of max pooling", size);
    }
  }

  /** {@code max(x, 0)}. */
  record Relu() implements LayerSpec {}

  /** Image to vector. */
  record Flatten() implements LayerSpec {}

  private static void positive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be at least 1, found " + value);
    }
  }
}
