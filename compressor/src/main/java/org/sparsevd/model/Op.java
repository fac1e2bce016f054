package org.sparsevd.model;

import java.util.List;

/**
 * What a node computes. A closed family: every reader of a model can be complete.
 *
 * <p>{@link Interpreter} is the executable definition of each operator.
 */
public sealed interface Op {

  /** Number of inputs a node of this operator has; -1 for any number from 1 on. */
  default int arity() {
    return 1;
  }

  /**
   * Shape of the output for inputs of these shapes.
   *
   * @throws IllegalArgumentException if the operator does not take them; the message says why
   */
  Shape outputShape(List<Shape> inputs);

  /** Operators with a weight that compression works on. */
  sealed interface Weighted extends Op {
    /** Rows are output units or filters. */
    Tensor weight();

    /** One value per output unit or filter. */
    float[] bias();

    /** The same operator with another weight and bias. */
    Weighted with(Tensor weight, float[] bias);
  }

  /**
   * Fully connected: {@code out[o] = bias[o] + sum_i weight[o, i] * x[i]}.
   *
   * @param weight {@code [outputs, inputs]}
   */
  record Dense(Tensor weight, float[] bias) implements Weighted {
    public Dense {
      Checks.weight("Dense", weight, 2, bias);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape in = inputs.get(0);
      if (in.rank() != 1 || in.dim(0) != weight.columns()) {
        throw new IllegalArgumentException("Dense takes [" + weight.columns() + "], found " + in);
      }
      return Shape.of(weight.rows());
    }

    @Override
    public Dense with(Tensor newWeight, float[] newBias) {
      return new Dense(newWeight, newBias);
    }
  }

  /**
   * Convolution (cross-correlation) with zero padding.
   *
   * @param weight {@code [outputs, inputs / groups, kernelHeight, kernelWidth]}
   * @param groups input and output channels are split into this many independent groups
   */
  record Conv2d(Tensor weight, float[] bias, Window window, int groups) implements Weighted {
    public Conv2d {
      Checks.weight("Conv2d", weight, 4, bias);
      if (weight.shape().dim(2) != window.kernelHeight()
          || weight.shape().dim(3) != window.kernelWidth()) {
        throw new IllegalArgumentException(
            "Conv2d: weight " + weight.shape() + " does not fit the window " + window);
      }
      if (groups < 1 || weight.rows() % groups != 0) {
        throw new IllegalArgumentException(
            "Conv2d: " + weight.rows() + " filters do not split into " + groups + " groups");
      }
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape in = Checks.image("Conv2d", inputs.get(0));
      long channels = (long) weight.shape().dim(1) * groups;
      if (in.dim(0) != channels) {
        throw new IllegalArgumentException("Conv2d takes " + channels + " channels, found " + in);
      }
      return Shape.of(weight.rows(), window.outputHeight(in.dim(1)), window.outputWidth(in.dim(2)));
    }

    @Override
    public Conv2d with(Tensor newWeight, float[] newBias) {
      return new Conv2d(newWeight, newBias, window, groups);
    }
  }

  /** Largest value in each window; padding never wins. */
  record MaxPool2d(Window window) implements Op {
    public MaxPool2d {
      Checks.pooling("MaxPool2d", window);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      return Checks.pooled("MaxPool2d", window, inputs.get(0));
    }
  }

  /**
   * Mean of each window.
   *
   * @param countPadding whether the divisor is the kernel's size also where it covers padding
   */
  record AvgPool2d(Window window, boolean countPadding) implements Op {
    public AvgPool2d {
      Checks.pooling("AvgPool2d", window);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      return Checks.pooled("AvgPool2d", window, inputs.get(0));
    }
  }

  /** Mean over the pixels of each channel: {@code [c, h, w] -> [c, 1, 1]}. */
  record GlobalAvgPool2d() implements Op {
    @Override
    public Shape outputShape(List<Shape> inputs) {
      return Shape.of(Checks.image("GlobalAvgPool2d", inputs.get(0)).dim(0), 1, 1);
    }
  }

  /** {@code scale[c] * (x - mean[c]) / sqrt(variance[c] + epsilon) + shift[c]} per channel. */
  record BatchNorm(float[] scale, float[] shift, float[] mean, float[] variance, float epsilon)
      implements Op {
    public BatchNorm {
      int channels = scale.length;
      if (shift.length != channels || mean.length != channels || variance.length != channels) {
        throw new IllegalArgumentException("BatchNorm: parameters differ in length");
      }
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      return Checks.channels("BatchNorm", inputs.get(0), scale.length);
    }
  }

  /**
   * {@code scale[c] * x + shift[c]} per channel, or per element where both have as many values as
   * the input: how preprocessing (pixel scale, mean image) enters a model.
   */
  record Affine(float[] scale, float[] shift) implements Op {
    public Affine {
      if (scale.length != shift.length || scale.length == 0) {
        throw new IllegalArgumentException("Affine: scale and shift differ in length");
      }
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape in = inputs.get(0);
      return in.size() == scale.length ? in : Checks.channels("Affine", in, scale.length);
    }
  }

  /** Operators that map every element by itself, all by the same function. */
  sealed interface Pointwise extends Op {
    /** The function, computed in double and rounded once where it is not exact. */
    float apply(float x);

    @Override
    default Shape outputShape(List<Shape> inputs) {
      return inputs.get(0);
    }
  }

  /** {@code max(x, 0)}. */
  record Relu() implements Pointwise {
    @Override
    public float apply(float x) {
      return Math.max(x, 0);
    }
  }

  /** {@code x} where it is not negative, {@code slope * x} elsewhere. */
  record LeakyRelu(float slope) implements Pointwise {
    @Override
    public float apply(float x) {
      return x < 0 ? slope * x : x;
    }
  }

  /** {@code min(max(x, least), most)}; either may be infinite. */
  record Clip(float least, float most) implements Pointwise {
    public Clip {
      if (!(least <= most)) {
        throw new IllegalArgumentException("Clip: from " + least + " to " + most + " is no range");
      }
    }

    @Override
    public float apply(float x) {
      return Math.min(Math.max(x, least), most);
    }
  }

  /** {@code 1 / (1 + exp(-x))}. */
  record Sigmoid() implements Pointwise {
    @Override
    public float apply(float x) {
      return (float) (1 / (1 + Math.exp(-x)));
    }
  }

  /** Hyperbolic tangent. */
  record Tanh() implements Pointwise {
    @Override
    public float apply(float x) {
      return (float) Math.tanh(x);
    }
  }

  /** {@code min(max(alpha * x + beta, 0), 1)}. */
  record HardSigmoid(float alpha, float beta) implements Pointwise {
    @Override
    public float apply(float x) {
      return Math.min(Math.max(alpha * x + beta, 0), 1);
    }
  }

  /** {@code x * min(max(x / 6 + 1 / 2, 0), 1)} (Howard et al., ICCV 2019, section 5.2). */
  record HardSwish() implements Pointwise {
    @Override
    public float apply(float x) {
      return x * Math.min(Math.max(x / 6 + 0.5f, 0), 1);
    }
  }

  /**
   * {@code x} where it is not negative, {@code slope[c] * x} elsewhere: a slope per channel, or per
   * element where there are as many as the input has elements (He et al., ICCV 2015).
   */
  record PRelu(float[] slope) implements Op {
    public PRelu {
      if (slope.length == 0) {
        throw new IllegalArgumentException("PRelu: no slopes");
      }
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape in = inputs.get(0);
      return in.size() == slope.length ? in : Checks.channels("PRelu", in, slope.length);
    }
  }

  /** Sum of two values of the same shape. */
  record Add() implements Op {
    @Override
    public int arity() {
      return 2;
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      if (!inputs.get(0).equals(inputs.get(1))) {
        throw new IllegalArgumentException(
            "Add takes two equal shapes, found " + inputs.get(0) + " and " + inputs.get(1));
      }
      return inputs.get(0);
    }
  }

  /**
   * Product of two values of the same shape; the second may also have one value per channel, {@code
   * [channels, 1, ...]}, for all elements of it.
   */
  record Mul() implements Op {
    @Override
    public int arity() {
      return 2;
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape first = inputs.get(0);
      Shape second = inputs.get(1);
      boolean perChannel =
          second.rank() == first.rank()
              && second.dim(0) == first.dim(0)
              && second.size() == first.dim(0);
      if (!first.equals(second) && !perChannel) {
        throw new IllegalArgumentException(
            "Mul takes two equal shapes, or channels in the second, found "
                + first
                + " and "
                + second);
      }
      return first;
    }
  }

  /** Channels of the inputs, one after the other; other dimensions must agree. */
  record Concat() implements Op {
    @Override
    public int arity() {
      return -1;
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      return Checks.concatenated(inputs);
    }
  }

  /** Row-major reinterpretation as one dimension. */
  record Flatten() implements Op {
    @Override
    public Shape outputShape(List<Shape> inputs) {
      return Shape.of(inputs.get(0).size());
    }
  }

  /**
   * The same elements, row-major, in another shape.
   *
   * @param target without the batch dimension, as all shapes
   */
  record Reshape(Shape target) implements Op {
    public Reshape {
      Checks.ranked("Reshape", target);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      if (inputs.get(0).size() != target.size()) {
        throw new IllegalArgumentException(
            "Reshape to "
                + target
                + " takes "
                + target.size()
                + " elements, found "
                + inputs.get(0));
      }
      return target;
    }
  }

  /**
   * Dimension {@code i} of the output is dimension {@code order.get(i)} of the input.
   *
   * @param order each dimension once, the batch not counted
   */
  record Transpose(List<Integer> order) implements Op {
    public Transpose {
      order = List.copyOf(order);
      for (int axis = 0; axis < order.size(); axis++) {
        if (!order.contains(axis)) {
          throw new IllegalArgumentException("Transpose: " + order + " is no order of dimensions");
        }
      }
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape in = inputs.get(0);
      if (in.rank() != order.size()) {
        throw new IllegalArgumentException(
            "Transpose takes " + order.size() + " dimensions, found " + in);
      }
      return Shape.of(order.stream().mapToInt(in::dim).toArray());
    }
  }

  /** Rows and columns of one value around each channel of an image. */
  record Pad2d(int top, int left, int bottom, int right, float value) implements Op {
    public Pad2d {
      if (top < 0 || left < 0 || bottom < 0 || right < 0) {
        throw new IllegalArgumentException("Pad2d: padding must not be negative");
      }
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape in = Checks.image("Pad2d", inputs.get(0));
      return Shape.of(
          in.dim(0),
          Checks.sum("Pad2d", in.dim(1), top, bottom),
          Checks.sum("Pad2d", in.dim(2), left, right));
    }

    public boolean isEmpty() {
      return top + left + bottom + right == 0;
    }
  }

  /**
   * Each pixel of an image becomes a rectangle of {@code height} rows and {@code width} columns:
   * {@code [c, h, w] -> [c, h * height, w * width]}.
   *
   * @param zeros whether only the upper left pixel of the rectangle has the value and the others
   *     are zero, as in front of the convolution that a transposed convolution is; else all have it
   */
  record Upsample2d(int height, int width, boolean zeros) implements Op {
    public Upsample2d {
      if (height < 1 || width < 1) {
        throw new IllegalArgumentException("Upsample2d: factors must be at least 1");
      }
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape in = Checks.image("Upsample2d", inputs.get(0));
      return Shape.of(
          in.dim(0),
          Checks.product("Upsample2d", in.dim(1), height),
          Checks.product("Upsample2d", in.dim(2), width));
    }
  }

  /**
   * {@code exp(x[c]) / sum_k exp(x[k])} over the channels: over the only dimension, or for each
   * pixel by itself.
   */
  record Softmax() implements Op {
    @Override
    public Shape outputShape(List<Shape> inputs) {
      return Checks.ranked("Softmax", inputs.get(0));
    }
  }

  /** {@code x[c] - log(sum_k exp(x[k]))} over the channels, as {@link Softmax}. */
  record LogSoftmax() implements Op {
    @Override
    public Shape outputShape(List<Shape> inputs) {
      return Checks.ranked("LogSoftmax", inputs.get(0));
    }
  }
}
