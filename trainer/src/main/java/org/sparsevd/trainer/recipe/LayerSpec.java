package org.sparsevd.trainer.recipe;

import java.util.Arrays;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;

/** One layer of a network to train, without its weights. */
public sealed interface LayerSpec {

  /**
   * Shape of the output for inputs of these shapes, of one image.
   *
   * @throws IllegalArgumentException if the layer does not take them
   */
  Shape outputShape(Shape... in);

  /** Calls the method of this kind of layer. */
  <R> R as(Cases<R> cases);

  /** Whether it reads several values. */
  default boolean joins() {
    return false;
  }

  /** What a reader does with each kind of layer. */
  interface Cases<R> {
    R dense(Dense layer);

    R conv2d(Conv2d layer);

    R batchNorm(BatchNorm layer);

    R dropout(Dropout layer);

    R maxPool2d(MaxPool2d layer);

    R averagePool2d(AveragePool2d layer);

    R globalAveragePool(GlobalAveragePool layer);

    R relu(Relu layer);

    R pointwise(Pointwise layer);

    R flatten(Flatten layer);

    R add(Add layer);

    R concat(Concat layer);
  }

  /** A layer whose every weight has a mean and a log variance. */
  sealed interface Weighted extends LayerSpec {
    String name();

    /** Units or filters. */
    int outputs();

    /** Into which inputs and outputs are cut. */
    default int groups() {
      return 1;
    }

    /**
     * Shape of the weight for an input of this shape: {@code [outputs, inputs]} or {@code [filters,
     * channels of a group, height, width]}.
     */
    int[] weightShape(Shape in);
  }

  /** Fully connected, each weight with a mean and a log variance. */
  record Dense(String name, int outputs) implements Weighted {
    public Dense {
      WindowRules.positive("outputs of " + name, outputs);
    }

    @Override
    public Shape outputShape(Shape... in) {
      if (in[0].rank() != 1) {
        throw new IllegalArgumentException("layer " + name + " takes a vector, found " + in[0]);
      }
      return Shape.of(outputs);
    }

    @Override
    public int[] weightShape(Shape in) {
      return new int[] {outputs, in.size()};
    }

    @Override
    public <R> R as(Cases<R> cases) {
      return cases.dense(this);
    }
  }

  /**
   * Convolution, each weight with a mean and a log variance.
   *
   * @param window how the kernel slides over the image, and zeros around it
   * @param groups into which input channels and filters are cut; as many as channels make it
   *     depthwise
   */
  record Conv2d(String name, int filters, Window window, int groups) implements Weighted {
    public Conv2d {
      WindowRules.positive("filters of " + name, filters);
      WindowRules.positive("groups of " + name, groups);
      if (filters % groups != 0) {
        throw new IllegalArgumentException(
            "filters of "
                + name
                + " must be a multiple of its groups, "
                + groups
                + ", found "
                + filters);
      }
      WindowRules.checkPadding(name, window);
    }

    /** A square kernel with stride 1 and zeros on each side, in one group. */
    public Conv2d(String name, int filters, int kernel, int padding) {
      this(name, filters, square(name, kernel, padding), 1);
    }

    /** Without padding. */
    public Conv2d(String name, int filters, int kernel) {
      this(name, filters, kernel, 0);
    }

    private static Window square(String name, int kernel, int padding) {
      WindowRules.positive("kernel of " + name, kernel);
      if (padding < 0 || padding >= kernel) {
        throw WindowRules.paddingOf(name, kernel, padding);
      }
      return Window.square(kernel, padding);
    }

    @Override
    public int outputs() {
      return filters;
    }

    @Override
    public Shape outputShape(Shape... in) {
      Shape out = WindowRules.slide("convolution " + name, in[0], window);
      if (in[0].dim(0) % groups != 0) {
        throw new IllegalArgumentException(
            "convolution "
                + name
                + " has "
                + groups
                + " groups, which do not divide the "
                + in[0].dim(0)
                + " channels it reads");
      }
      return Shape.of(filters, out.dim(1), out.dim(2));
    }

    @Override
    public int[] weightShape(Shape in) {
      return new int[] {filters, in.dim(0) / groups, window.kernelHeight(), window.kernelWidth()};
    }

    @Override
    public <R> R as(Cases<R> cases) {
      return cases.conv2d(this);
    }
  }

  /**
   * Batch normalisation (Ioffe and Szegedy 2015) of channels or units: over the images of a batch
   * while training, by running means afterwards.
   */
  record BatchNorm() implements LayerSpec {
    /** Added to every variance before its root. */
    public static final float EPSILON = 1e-5f;

    @Override
    public Shape outputShape(Shape... in) {
      return in[0];
    }

    @Override
    public <R> R as(Cases<R> cases) {
      return cases.batchNorm(this);
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
    public Shape outputShape(Shape... in) {
      return in[0];
    }

    @Override
    public <R> R as(Cases<R> cases) {
      return cases.dropout(this);
    }
  }

  /** Largest value in each window; zeros around images never win. */
  record MaxPool2d(Window window) implements LayerSpec {
    public MaxPool2d {
      WindowRules.checkPooling(window);
    }

    /** Over squares that do not overlap. */
    public MaxPool2d(int size) {
      this(WindowRules.pooling("max pooling", size));
    }

    @Override
    public Shape outputShape(Shape... in) {
      return WindowRules.slide("max pooling", in[0], window);
    }

    @Override
    public <R> R as(Cases<R> cases) {
      return cases.maxPool2d(this);
    }
  }

  /**
   * Mean of each window.
   *
   * @param countPadding whether the divisor is the kernel's size also where it covers padding
   */
  record AveragePool2d(Window window, boolean countPadding) implements LayerSpec {
    public AveragePool2d {
      WindowRules.checkPooling(window);
    }

    /** Over squares that do not overlap. */
    public AveragePool2d(int size) {
      this(WindowRules.pooling("average pooling", size), false);
    }

    @Override
    public Shape outputShape(Shape... in) {
      return WindowRules.slide("average pooling", in[0], window);
    }

    @Override
    public <R> R as(Cases<R> cases) {
      return cases.averagePool2d(this);
    }
  }

  /** Mean over the pixels of each channel: {@code [c, h, w] -> [c, 1, 1]}. */
  record GlobalAveragePool() implements LayerSpec {
    @Override
    public Shape outputShape(Shape... in) {
      WindowRules.image("global average pooling", in[0], 1, 1);
      return Shape.of(in[0].dim(0), 1, 1);
    }

    @Override
    public <R> R as(Cases<R> cases) {
      return cases.globalAveragePool(this);
    }
  }

  /** {@code max(x, 0)}. */
  record Relu() implements LayerSpec {
    @Override
    public Shape outputShape(Shape... in) {
      return in[0];
    }

    @Override
    public <R> R as(Cases<R> cases) {
      return cases.relu(this);
    }
  }

  /** A {@link Function} of each element. */
  record Pointwise(Function function, float first, float second) implements LayerSpec {
    public Pointwise {
      boolean range = Float.isFinite(first) && Float.isFinite(second) && first < second;
      if (function == Function.CLAMP && !range) {
        throw new IllegalArgumentException(
            "clamp: from " + first + " to " + second + " is no range");
      }
      if (function == Function.LEAKY_RELU && !(Math.abs(first) <= 1)) {
        throw new IllegalArgumentException("leakyRelu: slope must be -1 to 1, found " + first);
      }
    }

    /** A function without parameters. */
    public Pointwise(Function function) {
      this(function, 0, 0);
    }

    @Override
    public Shape outputShape(Shape... in) {
      return in[0];
    }

    @Override
    public <R> R as(Cases<R> cases) {
      return cases.pointwise(this);
    }
  }

  /** Image to vector. */
  record Flatten() implements LayerSpec {
    @Override
    public Shape outputShape(Shape... in) {
      return Shape.of(in[0].size());
    }

    @Override
    public <R> R as(Cases<R> cases) {
      return cases.flatten(this);
    }
  }

  /** Sum of two or more values of the same shape. */
  record Add() implements LayerSpec {
    @Override
    public boolean joins() {
      return true;
    }

    @Override
    public Shape outputShape(Shape... in) {
      for (Shape shape : in) {
        if (!shape.equals(in[0])) {
          throw new IllegalArgumentException(
              "add takes equal shapes, found " + Arrays.toString(in));
        }
      }
      return in[0];
    }

    @Override
    public <R> R as(Cases<R> cases) {
      return cases.add(this);
    }
  }

  /** Values one after the other, along the channels; they are equal in all else. */
  record Concat() implements LayerSpec {
    @Override
    public boolean joins() {
      return true;
    }

    @Override
    public Shape outputShape(Shape... in) {
      long channels = 0;
      for (Shape shape : in) {
        if (!rest(shape).equals(rest(in[0]))) {
          throw new IllegalArgumentException(
              "concat takes images of equal height and width, found " + Arrays.toString(in));
        }
        channels += shape.dim(0);
      }
      if (channels > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("concat makes " + channels + " channels");
      }
      int[] extents = in[0].toArray();
      extents[0] = (int) channels;
      return Shape.of(extents);
    }

    private static Shape rest(Shape shape) {
      int[] extents = shape.toArray();
      extents[0] = 1;
      return Shape.of(extents);
    }

    @Override
    public <R> R as(Cases<R> cases) {
      return cases.concat(this);
    }
  }
}
