package org.sparsevd.trainer.nd4j;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.custom.Max;
import org.nd4j.linalg.factory.Nd4j;
import org.sparsevd.trainer.nn.Pooling;

/** Summaries of windows: one operation for each place in a window. */
final class Nd4jPooling {
  private final Scratch scratch;

  Nd4jPooling(Scratch scratch) {
    this.scratch = scratch;
  }

  /**
   * The windows of which a place lies within the image.
   *
   * @param k the place
   * @param row first of the output
   * @param rows of the output
   */
  private record Span(Pooling p, int k, int row, int column, int rows, int columns) {
    static Span of(Pooling p, int k) {
      int row = 0;
      while (row < p.outputHeight() && p.row(row, k) < 0) {
        row++;
      }
      int endRow = p.outputHeight();
      while (endRow > row && p.row(endRow - 1, k) >= p.height()) {
        endRow--;
      }
      int column = 0;
      while (column < p.outputWidth() && p.column(column, k) < 0) {
        column++;
      }
      int endColumn = p.outputWidth();
      while (endColumn > column && p.column(endColumn - 1, k) >= p.width()) {
        endColumn--;
      }
      return new Span(p, k, row, column, endRow - row, endColumn - column);
    }

    boolean isEmpty() {
      return rows == 0 || columns == 0;
    }

    private List<Integer> shape() {
      return List.of(p.channels(), rows, columns, p.columns());
    }

    /** Those windows of the output. */
    INDArray output(NdBuffer y) {
      int n = p.columns();
      int wide = p.outputWidth() * n;
      int from = row * wide + column * n;
      return y.part(from, shape(), List.of(p.outputHeight() * wide, wide, n, 1));
    }

    /** Their pixels at the place. */
    INDArray input(NdBuffer x) {
      int n = p.columns();
      int wide = p.width() * n;
      int from = p.row(row, k) * wide + p.column(column, k) * n;
      int down = p.window().strideHeight() * wide;
      int right = p.window().strideWidth() * n;
      return x.part(from, shape(), List.of(p.height() * wide, down, right, 1));
    }
  }

  void max(Pooling p, NdBuffer x, NdBuffer y) {
    y.flat().assign(Float.NEGATIVE_INFINITY);
    for (int k = 0; k < p.area(); k++) {
      Span span = Span.of(p, k);
      if (!span.isEmpty()) {
        INDArray largest = span.output(y);
        Nd4j.exec(new Max(largest, span.input(x), largest));
      }
    }
  }

  /** {@code open} is 1 as long as no earlier place of the window has held the maximum. */
  void maxGradient(Pooling p, NdBuffer x, NdBuffer y, NdBuffer dy, NdBuffer dx) {
    NdBuffer open = scratch.buffer(Scratch.Role.A, y.size());
    NdBuffer hit = scratch.buffer(Scratch.Role.B, y.size());
    dx.flat().assign(0);
    open.flat().assign(1);
    for (int k = 0; k < p.area(); k++) {
      Span span = Span.of(p, k);
      if (span.isEmpty()) {
        continue;
      }
      INDArray found = span.output(hit);
      span.output(y).subi(span.input(x), found);
      Nd4j.exec(new Step(found, found, 0));
      found.rsubi(1);
      found.muli(span.output(open));
      span.output(open).subi(found);
      found.muli(span.output(dy));
      span.input(dx).addi(found);
    }
  }

  void average(Pooling p, NdBuffer x, NdBuffer y) {
    y.flat().assign(0);
    for (int k = 0; k < p.area(); k++) {
      Span span = Span.of(p, k);
      if (!span.isEmpty()) {
        span.output(y).addi(span.input(x));
      }
    }
    y.matrix(p.channels(), windows(p) * p.columns()).muliRowVector(shares(p).flat());
  }

  void averageGradient(Pooling p, NdBuffer dy, NdBuffer dx) {
    NdBuffer shared = scratch.buffer(Scratch.Role.A, dy.size());
    INDArray all = shared.matrix(p.channels(), windows(p) * p.columns());
    all.assign(dy.matrix(p.channels(), windows(p) * p.columns()));
    all.muliRowVector(shares(p).flat());
    dx.flat().assign(0);
    for (int k = 0; k < p.area(); k++) {
      Span span = Span.of(p, k);
      if (!span.isEmpty()) {
        span.input(dx).addi(span.output(shared));
      }
    }
  }

  private static int windows(Pooling p) {
    return p.outputHeight() * p.outputWidth();
  }

  /** What the sum of each window of a channel is multiplied with. */
  private NdBuffer shares(Pooling p) {
    float[] shares = new float[windows(p) * p.columns()];
    for (int i = 0; i < shares.length; i++) {
      int window = i / p.columns();
      shares[i] = 1f / p.divisor(window / p.outputWidth(), window % p.outputWidth());
    }
    NdBuffer buffer = scratch.buffer(Scratch.Role.C, shares.length);
    buffer.flat().data().setData(shares);
    return buffer;
  }
}
