package org.sparsevd.model;

import java.util.List;

/** Operators whose every element depends on all channels. */
public sealed interface SoftmaxOps permits Op {

  /**
   * Operators whose every element depends on all channels: of the only dimension, or for each pixel
   * by itself.
   */
  sealed interface OverChannels extends Op {
    @Override
    default Shape outputShape(List<Shape> inputs) {
      return Checks.ranked(kind().row().name(), inputs.get(0));
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

    private static float[] compute(float[] x, int channels, boolean log) {
      float[] y = new float[x.length];
      int area = x.length / channels;
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
          double centred = x[i] - largest;
          y[i] = (float) (log ? centred - Math.log(sum) : Math.exp(centred) / sum);
        }
      }
      return y;
    }
  }

  /** {@code exp(x[c]) / sum_k exp(x[k])} over the channels. */
  record Softmax() implements OverChannels {
    @Override
    public OpKind kind() {
      return SoftmaxKind.SOFTMAX;
    }

    @Override
    public float[] compute(List<float[]> inputs, List<Shape> shapes, Shape out) {
      return SoftmaxKind.compute(inputs.get(0), out.dim(0), false);
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
    public float[] compute(List<float[]> inputs, List<Shape> shapes, Shape out) {
      return SoftmaxKind.compute(inputs.get(0), out.dim(0), true);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.logSoftmax(this);
    }
  }
}
