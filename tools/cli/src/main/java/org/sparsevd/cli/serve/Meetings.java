package org.sparsevd.cli.serve;

import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;

/**
 * Counts the weights of a layer that meet a value that is not zero.
 *
 * @param values that the layer reads
 * @param in their shape
 * @param out shape of what it makes
 * @param reads counts for each value the weights that meet it; null where nobody asks
 */
record Meetings(float[] values, Shape in, Shape out, int[] reads)
    implements Op.Weighted.Cases<Long> {

  @Override
  public Long dense(Op.Dense op) {
    SparseTensor weight = SparseTensor.of(op.weight());
    long used = 0;
    for (int row = 0; row < weight.rows(); row++) {
      for (int i = weight.rowPointer(row); i < weight.rowPointer(row + 1); i++) {
        boolean met = false;
        for (int at = weight.column(i); at < values.length; at += weight.columns()) {
          met |= meets(at);
        }
        used += met ? 1 : 0;
      }
    }
    return used;
  }

  @Override
  public Long conv2d(Op.Conv2d op) {
    SparseTensor weight = SparseTensor.of(op.weight());
    Window window = op.window();
    int area = window.kernelHeight() * window.kernelWidth();
    int filters = weight.rows() / op.groups();
    int channels = weight.columns() / area;
    long used = 0;
    for (int row = 0; row < weight.rows(); row++) {
      for (int i = weight.rowPointer(row); i < weight.rowPointer(row + 1); i++) {
        int channel = row / filters * channels + weight.column(i) / area;
        int place = weight.column(i) % area;
        used += slides(window, channel, place) ? 1 : 0;
      }
    }
    return used;
  }

  /** One weight of a filter over a plane, for each image. */
  private boolean slides(Window window, int channel, int place) {
    int rank = in.rank();
    int height = in.dim(rank - 2);
    int width = in.dim(rank - 1);
    int image = in.dim(rank - 3) * height * width;
    boolean met = false;
    for (int from = channel * height * width; from < values.length; from += image) {
      for (int y = 0; y < out.dim(out.rank() - 2); y++) {
        int row =
            y * window.strideHeight()
                - window.padTop()
                + place / window.kernelWidth() * window.dilationHeight();
        for (int x = 0; x < out.dim(out.rank() - 1); x++) {
          int column =
              x * window.strideWidth()
                  - window.padLeft()
                  + place % window.kernelWidth() * window.dilationWidth();
          if (row >= 0 && row < height && column >= 0 && column < width) {
            met |= meets(from + row * width + column);
          }
        }
      }
    }
    return met;
  }

  private boolean meets(int at) {
    boolean meets = values[at] != 0;
    if (meets && reads != null && at < reads.length) {
      reads[at]++;
    }
    return meets;
  }
}
