package org.sparsevd.model;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** Operators that map every element by itself, by a function of its channel. */
public sealed interface ChannelOps permits Op {

  /**
   * Operators that map every element by itself, by a function of its channel; or of its place,
   * where their vectors have a value for each element of the input.
   */
  sealed interface PerChannel extends Op {
    /** Channels, or elements, that it has parameters for. */
    int channels();

    /** The function of channel, or element, {@code c}. */
    float apply(float x, int c);

    @Override
    default float[] compute(List<float[]> inputs, List<Shape> shapes, Shape out) {
      float[] x = inputs.get(0);
      float[] y = new float[x.length];
      int area = x.length / channels();
      for (int i = 0; i < y.length; i++) {
        y[i] = apply(x[i], i / area);
      }
      return y;
    }

    @Override
    default <R> R accept(Visitor<R> visitor) {
      return visitor.perChannel(this);
    }

    <R> R match(Cases<R> cases);

    /** What a reader does with each operator of the family. */
    interface Cases<R> {
      R batchNorm(BatchNorm op);

      R affine(Affine op);

      R prelu(PRelu op);
    }

    /** A reader of all operators that goes on to the cases of this family. */
    interface Reader<R> extends Visitor<R>, Cases<R> {
      @Override
      default R perChannel(PerChannel op) {
        return op.match(this);
      }
    }
  }

  /** The family's rows. */
  enum ChannelKind implements OpKind {
    BATCH_NORM(
        OpRow.of(6, "BatchNorm", OpRow.real("epsilon"))
            .withVectors("scale", "shift", "mean", "variance")),
    AFFINE(OpRow.of(7, "Affine").withVectors("scale", "shift")),
    P_RELU(OpRow.of(14, "PRelu").withVectors("slope"));

    private final OpRow row;

    ChannelKind(OpRow row) {
      this.row = row;
    }

    @Override
    public OpRow row() {
      return row;
    }

    @Override
    public Op make(Attributes a, List<Tensor> tensors) {
      List<float[]> v = new ArrayList<>();
      for (Tensor tensor : tensors) {
        v.add(tensor.toArray());
      }
      return switch (this) {
        case BATCH_NORM -> new BatchNorm(v.get(0), v.get(1), v.get(2), v.get(3), a.real(0));
        case AFFINE -> new Affine(v.get(0), v.get(1));
        case P_RELU -> new PRelu(v.get(0));
      };
    }
  }

  /** {@code scale[c] * (x - mean[c]) / sqrt(variance[c] + epsilon) + shift[c]} per channel. */
  record BatchNorm(float[] scale, float[] shift, float[] mean, float[] variance, float epsilon)
      implements PerChannel {
    public BatchNorm {
      int channels = scale.length;
      if (shift.length != channels || mean.length != channels || variance.length != channels) {
        throw new IllegalArgumentException("BatchNorm: parameters differ in length");
      }
    }

    @Override
    public OpKind kind() {
      return ChannelKind.BATCH_NORM;
    }

    @Override
    public Attributes attributes() {
      return Attributes.reals(epsilon);
    }

    @Override
    public List<Tensor> tensors() {
      return Checks.vectors(scale, shift, mean, variance);
    }

    @Override
    public int channels() {
      return scale.length;
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      return Checks.channels("BatchNorm", inputs.get(0), scale.length);
    }

    @Override
    public float apply(float x, int c) {
      double deviation = Math.sqrt((double) variance[c] + epsilon);
      return (float) (scale[c] * ((double) x - mean[c]) / deviation + shift[c]);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.batchNorm(this);
    }
  }

  /**
   * {@code scale[c] * x + shift[c]} per channel, or per element where both have as many values as
   * the input: how preprocessing (pixel scale, mean image) enters a model. The product is rounded,
   * then the sum.
   */
  record Affine(float[] scale, float[] shift) implements PerChannel {
    public Affine {
      if (scale.length != shift.length || scale.length == 0) {
        throw new IllegalArgumentException("Affine: scale and shift differ in length");
      }
    }

    @Override
    public OpKind kind() {
      return ChannelKind.AFFINE;
    }

    @Override
    public List<Tensor> tensors() {
      return Checks.vectors(scale, shift);
    }

    @Override
    public int channels() {
      return scale.length;
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape in = inputs.get(0);
      return in.size() == scale.length ? in : Checks.channels("Affine", in, scale.length);
    }

    @Override
    public float apply(float x, int c) {
      return scale[c] * x + shift[c];
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.affine(this);
    }
  }

  /**
   * {@code x} where it is not negative, {@code slope[c] * x} elsewhere: a slope per channel, or per
   * element where there are as many as the input has elements (He et al., ICCV 2015).
   */
  record PRelu(float[] slope) implements PerChannel {
    public PRelu {
      if (slope.length == 0) {
        throw new IllegalArgumentException("PRelu: no slopes");
      }
    }

    @Override
    public OpKind kind() {
      return ChannelKind.P_RELU;
    }

    @Override
    public List<Tensor> tensors() {
      return Checks.vectors(slope);
    }

    @Override
    public int channels() {
      return slope.length;
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape in = inputs.get(0);
      return in.size() == slope.length ? in : Checks.channels("PRelu", in, slope.length);
    }

    @Override
    public float apply(float x, int c) {
      return x < 0 ? slope[c] * x : x;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.prelu(this);
    }
  }
}
