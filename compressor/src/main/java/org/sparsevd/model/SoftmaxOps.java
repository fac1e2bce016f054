package org.sparsevd.model;

import java.util.List;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** Operators whose every element depends on all channels. */
public sealed interface SoftmaxOps permits Op {

  /**
   * Operators whose every element depends on all channels: of the only dimension, or for each pixel
   * by itself.
   */
  sealed interface OverChannels extends Op {
    /**
     * The result of one channel.
     *
     * @param centred the channel less the largest one
     * @param sum of the exponentials of all centred channels
     */
    double result(double centred, double sum);

    @Override
    default Shape outputShape(List<Shape> inputs) {
      return Checks.ranked(kind().row().name(), inputs.get(0));
    }

    @Override
    default float[] compute(List<float[]> inputs, List<Shape> shapes, Shape out) {
      float[] x = inputs.get(0);
      float[] y = new float[x.length];
      int area = x.length / out.dim(0);
      for (int first = 0; first < area; first++) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = first; i < x.length; i += area) {
          largest = Math.max(largest, x[i]);
        }
        double sum = 0;
        for (int i = first; i < x.length; i += area) {
          sum += Math.exp(x[i] - largest);
        }
        for (int i = first; i < x.length; i += area) {
          y[i] = (float) result(x[i] - largest, sum);
        }
      }
      return y;
    }

    @Override
    default <R> R accept(Visitor<R> visitor) {
      return visitor.overChannels(this);
    }

    <R> R match(Cases<R> cases);

    /** What a reader does with each operator of the family. */
    interface Cases<R> {
      R softmax(Softmax op);

      R logSoftmax(LogSoftmax op);
    }

    /** A reader of all operators that goes on to the cases of this family. */
    interface Reader<R> extends Visitor<R>, Cases<R> {
      @Override
      default R overChannels(OverChannels op) {
        return op.match(this);
      }
    }
  }

  /** The family's rows. */
  enum SoftmaxKind implements OpKind {
    SOFTMAX(OpRow.of(12, "Softmax")),
    LOG_SOFTMAX(OpRow.of(25, "LogSoftmax"));

    private final OpRow row;

    SoftmaxKind(OpRow row) {
      this.row = row;
    }

    @Override
    public OpRow row() {
      return row;
    }

    @Override
    public Op make(Attributes a, List<Tensor> tensors) {
      return switch (this) {
        case SOFTMAX -> new Softmax();
        case LOG_SOFTMAX -> new LogSoftmax();
      };
    }
  }

  /** {@code exp(x[c]) / sum_k exp(x[k])} over the channels. */
  record Softmax() implements OverChannels {
    @Override
    public OpKind kind() {
      return SoftmaxKind.SOFTMAX;
    }

    @Override
    public double result(double centred, double sum) {
      return Math.exp(centred) / sum;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.softmax(this);
    }
  }

  /** {@code x[c] - log(sum_k exp(x[k]))} over the channels. */
  record LogSoftmax() implements OverChannels {
    @Override
    public OpKind kind() {
      return SoftmaxKind.LOG_SOFTMAX;
    }

    @Override
    public double result(double centred, double sum) {
      return centred - Math.log(sum);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.logSoftmax(this);
    }
  }
}
