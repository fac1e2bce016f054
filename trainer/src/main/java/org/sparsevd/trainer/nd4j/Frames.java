package org.sparsevd.trainer.nd4j;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparsevd.trainer.nn.Frame;

/** Copies images into their frames and back, a phase after the other. */
final class Frames {
  private Frames() {}

  /**
   * Rows or columns of pixels of a phase that have an image behind them.
   *
   * @param first of the phase
   * @param image that the first one is
   */
  private record Span(int first, int image, int count) {
    static Span of(int phase, int stride, int before, int extent, int phaseExtent) {
      int first = Math.max(0, (before - phase + stride - 1) / stride);
      int image = first * stride + phase - before;
      int behind = image < extent ? (extent - image + stride - 1) / stride : 0;
      return new Span(first, image, Math.min(behind, phaseExtent - first));
    }
  }

  /** See {@link org.sparsevd.trainer.nn.Backend#pad}. */
  static void pad(Frame f, NdBuffer x, NdBuffer y) {
    y.flat().assign(0);
    eachPhase(
        f,
        (phase, rows, columns) ->
            framed(f, phase, rows, columns, y).assign(image(f, rows, columns, x)));
  }

  /** See {@link org.sparsevd.trainer.nn.Backend#crop}. */
  static void crop(Frame f, NdBuffer y, NdBuffer x) {
    x.flat().assign(0);
    eachPhase(
        f,
        (phase, rows, columns) ->
            image(f, rows, columns, x).assign(framed(f, phase, rows, columns, y)));
  }

  /** Work on a phase. */
  private interface Task {
    void accept(int phase, Span rows, Span columns);
  }

  private static void eachPhase(Frame f, Task task) {
    for (int phase = 0; phase < f.phasesHigh() * f.phasesWide(); phase++) {
      Span rows =
          Span.of(
              phase / f.phasesWide(),
              f.window().strideHeight(),
              f.window().padTop(),
              f.height(),
              f.phaseHeight());
      Span columns =
          Span.of(
              phase % f.phasesWide(),
              f.window().strideWidth(),
              f.window().padLeft(),
              f.width(),
              f.phaseWidth());
      if (rows.count > 0 && columns.count > 0) {
        task.accept(phase, rows, columns);
      }
    }
  }

  private static INDArray framed(Frame f, int phase, Span rows, Span columns, NdBuffer y) {
    int n = f.columns();
    int from = (phase * f.phaseHeight() + rows.first) * f.rowSize() + columns.first * n;
    return y.part(from, shape(f, rows, columns), List.of(f.channelSize(), f.rowSize(), n, 1));
  }

  private static INDArray image(Frame f, Span rows, Span columns, NdBuffer x) {
    int n = f.columns();
    int row = f.width() * n;
    int from = rows.image * row + columns.image * n;
    int down = f.window().strideHeight() * row;
    int right = f.window().strideWidth() * n;
    return x.part(from, shape(f, rows, columns), List.of(f.height() * row, down, right, 1));
  }

  private static List<Integer> shape(Frame f, Span rows, Span columns) {
    return List.of(f.channels(), rows.count, columns.count, f.columns());
  }
}
