package org.sparsevd.model;

import java.util.List;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/** Operators that summarise windows of an image, channel by channel. */
public sealed interface PoolingOps permits Op {

  /** Operators that summarise windows of an image, channel by channel. */
  sealed interface Pooling extends Op {
    /** The windows that summarise an image of this shape. */
    Window over(Shape image);

    /**
     * What becomes of the pixels under a window.
     *
     * @param largest minus infinity where the window covers no pixel
     * @param count pixels of the image under the window
     */
    float summary(double sum, float largest, int count);

    @Override
    default Shape outputShape(List<Shape> inputs) {
      Shape in = Images.check(kind().row().name(), inputs.get(0));
      return Images.output(in, over(in));
    }

    @Override
    default float[] compute(List<float[]> inputs, List<Shape> shapes, Shape out) {
      float[] y = new float[out.size()];
      Shape in = asOne(shapes.get(0));
      WindowSummary windows = new WindowSummary(over(in), inputs.get(0), in, asOne(out));
      for (int i = 0; i < y.length; i++) {
        y[i] = windows.of(i, this);
      }
      return y;
    }

    /** All channels of all images as if they were those of one. */
    private static Shape asOne(Shape images) {
      int height = images.dim(images.rank() - 2);
      int width = images.dim(images.rank() - 1);
      return Shape.of(images.size() / height / width, height, width);
    }

    @Override
    default <R> R accept(Visitor<R> visitor) {
      return visitor.pooling(this);
    }

    <R> R match(Cases<R> cases);

    /** What a reader does with each operator of the family. */
    interface Cases<R> {
      R maxPool2d(MaxPool2d op);

      R avgPool2d(AvgPool2d op);

      R globalAvgPool2d(GlobalAvgPool2d op);
    }

    /** A reader of all operators that goes on to the cases of this family. */
    interface Reader<R> extends Visitor<R>, Cases<R> {
      @Override
      default R pooling(Pooling op) {
        return op.match(this);
      }
    }
  }

  /** Operators whose window is theirs, whatever the image. */
  sealed interface Windowed extends Pooling {
    Window window();

    @Override
    default Window over(Shape image) {
      return window();
    }
  }

  /** The family's rows. */
  enum PoolingKind implements OpKind {
    MAX_POOL_2D(OpRow.of(3, "MaxPool2d", OpRow.window())),
    AVG_POOL_2D(OpRow.of(4, "AvgPool2d", OpRow.window(), OpRow.flag("countPadding"))),
    GLOBAL_AVG_POOL_2D(OpRow.of(5, "GlobalAvgPool2d"));

    private final OpRow row;

    PoolingKind(OpRow row) {
      this.row = row;
    }

    @Override
    public OpRow row() {
      return row;
    }

    @Override
    public Op make(Attributes a, List<Tensor> tensors) {
      return switch (this) {
        case MAX_POOL_2D -> new MaxPool2d(a.window(0));
        case AVG_POOL_2D -> new AvgPool2d(a.window(0), a.integer(10) == 1);
        case GLOBAL_AVG_POOL_2D -> new GlobalAvgPool2d();
      };
    }
  }

  /** Largest value in each window; padding never wins. */
  record MaxPool2d(Window window) implements Windowed {
    public MaxPool2d {
      Checks.pooling("MaxPool2d", window);
    }

    @Override
    public OpKind kind() {
      return PoolingKind.MAX_POOL_2D;
    }

    @Override
    public Attributes attributes() {
      return Attributes.of(window);
    }

    @Override
    public float summary(double sum, float largest, int count) {
      return largest;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.maxPool2d(this);
    }
  }

  /**
   * Mean of each window.
   *
   * @param countPadding whether the divisor is the kernel's size also where it covers padding
   */
  record AvgPool2d(Window window, boolean countPadding) implements Windowed {
    public AvgPool2d {
      Checks.pooling("AvgPool2d", window);
    }

    @Override
    public OpKind kind() {
      return PoolingKind.AVG_POOL_2D;
    }

    @Override
    public Attributes attributes() {
      return Attributes.of(window).and(countPadding ? 1 : 0);
    }

    @Override
    public float summary(double sum, float largest, int count) {
      int kernel = window.kernelHeight() * window.kernelWidth();
      return (float) (sum / (countPadding ? kernel : count));
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.avgPool2d(this);
    }
  }

  /** Mean over the pixels of each channel: {@code [..., c, h, w] -> [..., c, 1, 1]}. */
  record GlobalAvgPool2d() implements Pooling {
    @Override
    public OpKind kind() {
      return PoolingKind.GLOBAL_AVG_POOL_2D;
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
      Shape in = Images.check("GlobalAvgPool2d", inputs.get(0));
      return Images.pixels(in);
    }

    @Override
    public Window over(Shape image) {
      int rank = image.rank();
      return new Window(image.dim(rank - 2), image.dim(rank - 1), 1, 1, 1, 1, 0, 0, 0, 0);
    }

    @Override
    public float summary(double sum, float largest, int count) {
      return (float) (sum / count);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.globalAvgPool2d(this);
    }
  }

  /** What the pixels under a window have in common, place by place. */
  record WindowSummary(Window window, float[] x, Shape in, Shape out) {
    /** What an operator makes of the pixels under the window of this element of the output. */
    float of(int element, Pooling op) {
      int column = element % out.dim(2);
      int row = element / out.dim(2) % out.dim(1);
      int c = element / out.dim(2) / out.dim(1);
      double sum = 0;
      float largest = Float.NEGATIVE_INFINITY;
      int count = 0;
      for (int kh = 0; kh < window.kernelHeight(); kh++) {
        int ih = row * window.strideHeight() + kh * window.dilationHeight() - window.padTop();
        for (int kw = 0; kw < window.kernelWidth(); kw++) {
          int iw = column * window.strideWidth() + kw * window.dilationWidth() - window.padLeft();
          if (ih >= 0 && ih < in.dim(1) && iw >= 0 && iw < in.dim(2)) {
            float value = x[(c * in.dim(1) + ih) * in.dim(2) + iw];
            sum += value;
            largest = Math.max(largest, value);
            count++;
          }
        }
      }
      return op.summary(sum, largest, count);
    }
  }
}
