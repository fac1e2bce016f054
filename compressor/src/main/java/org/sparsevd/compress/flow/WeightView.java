package org.sparsevd.compress.flow;

import java.util.stream.IntStream;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/**
 * A layer's weight with the channels its columns read: column {@code i} of row {@code r} reads
 * input channel {@code channel(r, i)}.
 *
 * @param weight row-major, free to change
 * @param area columns that read the same channel: 1, or the kernel's positions
 * @param rowsPerGroup rows that read the same channels
 */
public record WeightView(Op.Weighted op, float[] weight, int columns, int area, int rowsPerGroup) {
  public static WeightView of(Op.Weighted op) {
    int area = 1;
    int groups = 1;
    if (op instanceof Op.Conv2d conv) {
      area = conv.window().kernelHeight() * conv.window().kernelWidth();
      groups = conv.groups();
    }
    int rowsPerGroup = op.weight().rows() / groups;
    return new WeightView(op, op.weight().toArray(), op.weight().columns(), area, rowsPerGroup);
  }

  public int rows() {
    return op.weight().rows();
  }

  int channel(int row, int column) {
    return row / rowsPerGroup * (columns / area) + column / area;
  }

  boolean isZeroRow(int row) {
    for (int i = row * columns; i < (row + 1) * columns; i++) {
      if (weight[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** The layer over the weight as it is now. */
  public Op.Weighted with(float[] bias) {
    return op.with(new DenseTensor(op.weight().shape(), weight), bias);
  }

  /**
   * The layer with these rows and the columns of these channels. Groups without rows go; those that
   * stay must have equally many rows and channels.
   */
  public Op.Weighted select(boolean[] outputs, boolean[] inputs) {
    int[] rows = ChannelSets.indices(outputs, 1);
    float[] bias = new float[rows.length];
    float[] selected = new float[0];
    int[] kept = new int[0];
    int groups = 0;
    for (int r = 0; r < rows.length; r++) {
      if (r == 0 || rows[r] / rowsPerGroup != rows[r - 1] / rowsPerGroup) {
        kept = columns(rows[r], inputs);
        groups++;
      }
      if (r == 0) {
        selected = new float[rows.length * kept.length];
      }
      bias[r] = op.bias()[rows[r]];
      for (int i = 0; i < kept.length; i++) {
        selected[r * kept.length + i] = weight[rows[r] * columns + kept[i]];
      }
    }
    int[] dims = op.weight().shape().toArray();
    dims[0] = rows.length;
    dims[1] = kept.length / area;
    DenseTensor tensor = new DenseTensor(Shape.of(dims), selected);
    return op instanceof Op.Conv2d conv
        ? new Op.Conv2d(tensor, bias, conv.window(), groups)
        : op.with(tensor, bias);
  }

  /** The columns of a row that read one of these channels. */
  private int[] columns(int row, boolean[] channels) {
    return IntStream.range(0, columns).filter(i -> channels[channel(row, i)]).toArray();
  }
}
