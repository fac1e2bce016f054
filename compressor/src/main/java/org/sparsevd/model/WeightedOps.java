package org.sparsevd.model;

import java.util.List;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/**
 * Operators with a weight that compression works on. A weight that is zero was removed: it has no
 * effect, whatever it would be multiplied by, also where that is infinite or no number.
 */
public sealed interface WeightedOps permits Op {

  private static double product(float weight, float value) {
    return weight == 0 ? 0 : (double) weight * value;
  }

  /** Operators with a weight that compression works on. */
  sealed interface Weighted extends Op {
    /** Rows are output units or filters. */
    Tensor weight();

    /**
     * One value per output unit or filter. The operator's own array, not a copy, as of all vectors
     * that operators have: nobody may change it.
     */
    float[] bias();

    /** The same operator with another weight and bias. */
    Weighted with(Tensor weight, float[] bias);

    @Override
    default List<Tensor> tensors() {
      return List.of(weight(), Checks.vector(bias()));
    }

    @Override
    default <R> R accept(Visitor<R> visitor) {
      return visitor.weighted(this);
    }

    <R> R match(Cases<R> cases);

    /** What a reader does with each operator of the family. */
    interface Cases<R> {
      R dense(Dense op);

      R conv2d(Conv2d op);
    }

    /** A reader of all operators that goes on to the cases of this family. */
    interface Reader<R> extends Visitor<R>, Cases<R> {
      @Override
      default R weighted(Weighted op) {
        return op.match(this);
      }
    }
  }

  /** The family's rows. */
  enum WeightedKind implements OpKind {
    DENSE(OpRow.of(1, "Dense")),
    CONV_2D(OpRow.of(2, "Conv2d", OpRow.optional("groups"), OpRow.window()));

    private final OpRow row;

    WeightedKind(OpRow row) {
      this.row = row;
    }

    @Override
    public OpRow row() {
      return row;
    }

    /** The weight and the bias. */
    @Override
    public int tensorCount() {
      return 2;
    }

    @Override
    public Op make(Attributes a, List<Tensor> tensors) {
      Tensor weight = tensors.get(0);
      float[] bias = tensors.get(1).toArray();
      return switch (this) {
        case DENSE -> new Dense(weight, bias);
        case CONV_2D -> new Conv2d(weight, bias, a.window(1), a.integer(0));
      };
    }
  }

  /**
   * Fully connected: {@code out[o] = bias[o] + sum_i weight[o, i] * x[i]}, over the last dimension.
   *
   * @param weight {@code [outputs, inputs]}
   */
  record Dense(Tensor weight, float[] bias) implements Weighted {
    public Dense {
      Checks.weight("Dense", weight, 2, bias);
    }

    @Override
    public OpKind kind() {
      return WeightedKind.DENSE;
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape in = inputs.get(0);
      if (in.rank() < 1 || !in.is(in.rank() - 1, weight.columns())) {
        throw new IllegalArgumentException("Dense takes [" + weight.columns() + "], found " + in);
      }
      if (in.rank() == 1) {
        return Shape.of(weight.rows());
      }
      return in.with(in.rank() - 1, weight.rows());
    }

    @Override
    public Dense with(Tensor newWeight, float[] newBias) {
      return new Dense(newWeight, newBias);
    }

    @Override
    public float[] compute(List<float[]> inputs, List<Shape> shapes, Shape out) {
      float[] x = inputs.get(0);
      float[] y = new float[out.size()];
      float[] values = weight.toArray();
      int columns = weight.columns();
      for (int place = 0; place < y.length; place++) {
        int o = place % bias.length;
        int from = place / bias.length * columns;
        double sum = bias[o];
        for (int i = 0; i < columns; i++) {
          sum += product(values[o * columns + i], x[from + i]);
        }
        y[place] = (float) sum;
      }
      return y;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.dense(this);
    }
  }

  /**
   * Convolution (cross-correlation) with zero padding, over the last three dimensions.
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
    public OpKind kind() {
      return WeightedKind.CONV_2D;
    }

    @Override
    public Attributes attributes() {
      return Attributes.of(window, groups);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape in = Images.check("Conv2d", inputs.get(0));
      long channels = (long) weight.shape().dim(1) * groups;
      if (channels > Integer.MAX_VALUE || !in.is(in.rank() - 3, (int) channels)) {
        throw new IllegalArgumentException("Conv2d takes " + channels + " channels, found " + in);
      }
      return Images.output(in, window).with(in.rank() - 3, weight.rows());
    }

    @Override
    public Conv2d with(Tensor newWeight, float[] newBias) {
      return new Conv2d(newWeight, newBias, window, groups);
    }

    @Override
    public float[] compute(List<float[]> inputs, List<Shape> shapes, Shape out) {
      float[] y = new float[out.size()];
      float[] filters = weight.toArray();
      Shape in = Images.last(shapes.get(0));
      Shape image = Images.last(out);
      int area = image.dim(1) * image.dim(2);
      for (int i = 0; i < y.length; i++) {
        int row = i % area / image.dim(2);
        int column = i % image.dim(2);
        int start = i / image.size() * in.size();
        y[i] = at(filters, inputs.get(0), start, in, i / area % weight.rows(), row, column);
      }
      return y;
    }

    /** The value of filter {@code o} at this place. */
    private float at(float[] filters, float[] x, int start, Shape in, int o, int row, int column) {
      int channels = weight.shape().dim(1);
      int first = o / (weight.rows() / groups) * channels;
      double sum = bias[o];
      for (int c = 0; c < channels; c++) {
        for (int kh = 0; kh < window.kernelHeight(); kh++) {
          int ih = row * window.strideHeight() + kh * window.dilationHeight() - window.padTop();
          for (int kw = 0; kw < window.kernelWidth(); kw++) {
            int iw = column * window.strideWidth() + kw * window.dilationWidth() - window.padLeft();
            if (ih >= 0 && ih < in.dim(1) && iw >= 0 && iw < in.dim(2)) {
              int k = ((o * channels + c) * window.kernelHeight() + kh) * window.kernelWidth() + kw;
              int i = start + ((first + c) * in.dim(1) + ih) * in.dim(2) + iw;
              sum += product(filters[k], x[i]);
            }
          }
        }
      }
      return (float) sum;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.conv2d(this);
    }
  }
}
