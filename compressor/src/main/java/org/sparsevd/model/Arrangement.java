package org.sparsevd.model;

import java.util.Arrays;

/** The operators that only move elements; part of {@link Interpreter}. */
final class Arrangement {
  private Arrangement() {}

  static void transpose(Op.Transpose op, float[] x, Shape in, float[] y, Shape out) {
    int rank = in.rank();
    int[] strides = new int[rank];
    int stride = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= in.dim(axis);
    }
    for (int i = 0; i < y.length; i++) {
      int rest = i;
      int from = 0;
      for (int axis = rank - 1; axis >= 0; axis--) {
        from += rest % out.dim(axis) * strides[op.order().get(axis)];
        rest /= out.dim(axis);
      }
      y[i] = x[from];
    }
  }

  static void pad(Op.Pad2d op, float[] x, Shape in, float[] y, Shape out) {
    Arrays.fill(y, op.value());
    for (int row = 0; row < in.dim(0) * in.dim(1); row++) {
      int c = row / in.dim(1);
      int to = c * out.dim(1) + op.top() + row % in.dim(1);
      System.arraycopy(x, row * in.dim(2), y, to * out.dim(2) + op.left(), in.dim(2));
    }
  }

  static void upsample(Op.Upsample2d op, float[] x, Shape in, float[] y, Shape out) {
    for (int i = 0; i < y.length; i++) {
      int row = i / out.dim(2) % out.dim(1);
      int column = i % out.dim(2);
      int c = i / out.dim(2) / out.dim(1);
      boolean hit = row % op.height() == 0 && column % op.width() == 0;
      int from = (c * in.dim(1) + row / op.height()) * in.dim(2) + column / op.width();
      y[i] = hit || !op.zeros() ? x[from] : 0;
    }
  }
}
