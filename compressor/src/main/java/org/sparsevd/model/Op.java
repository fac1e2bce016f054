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

  /** {@code max(x, 0)}. */
  record Relu() implements Op {
    @Override
    public Shape outputShape(List<Shape> inputs) {
      return inputs.get(0);
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

  /** {@code exp(x[i]) / sum_j exp(x[j])} over the only dimension. */
  record Softmax() implements Op {
    @Override
    public Shape outputShape(List<Shape> inputs) {
      if (inputs.get(0).rank() != 1) {
        throw new IllegalArgumentException("Softmax takes one dimension, found " + inputs.get(0));
      }
      return inputs.get(0);
    }
  }
}
