package org.sparsevd.compress;

import org.sparsevd.compress.flow.ChannelMap;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** Merges a {@link ChannelMap} into a dense or convolutional layer; sums in double, rounds once. */
final class LayerMerge {
  private LayerMerge() {}

  /** {@code map(layer(x))} as one layer, or null where that is not the same. */
  static Op.Weighted behind(Op.Weighted layer, ChannelMap map, Shape output) {
    ChannelMap perRow = map.perChannel(layer.weight().rows(), output.size());
    return perRow == null ? null : scaled(layer, perRow);
  }

  /** {@code map(layer(x))} as one layer, for a map of its rows. */
  static Op.Weighted scaled(Op.Weighted layer, ChannelMap perRow) {
    int rows = layer.weight().rows();
    int columns = layer.weight().columns();
    float[] weight = layer.weight().toArray();
    float[] bias = layer.bias().clone();
    for (int r = 0; r < rows; r++) {
      double scale = perRow.scale()[r];
      for (int i = r * columns; i < (r + 1) * columns; i++) {
        weight[i] = (float) (scale * weight[i]);
      }
      bias[r] = (float) (scale * bias[r] + perRow.shift()[r]);
    }
    return layer.with(new DenseTensor(layer.weight().shape(), weight), bias);
  }

  /** {@code layer(map(x))} as one layer, or null where that is not the same. */
  static Op.Weighted inFront(Op.Weighted op, ChannelMap map, Shape input) {
    if (op instanceof Op.Dense dense) {
      return merge(dense, map, 0, input.size() / map.scale().length);
    }
    if (op instanceof Op.Conv2d conv) {
      ChannelMap perChannel = map.perChannel(input.dim(0), input.size());
      if (perChannel == null || conv.window().isPadded() && !perChannel.isScaleOnly()) {
        return null;
      }
      int kernel = conv.window().kernelHeight() * conv.window().kernelWidth();
      return merge(conv, perChannel, conv.weight().rows() / conv.groups(), kernel);
    }
    return null;
  }

  /**
   * Weight column {@code i} reads entry {@code i / area} of the map, counted from the first channel
   * of the row's group.
   *
   * @param rowsPerGroup rows that read the same channels; 0 where all do
   */
  private static Op.Weighted merge(Op.Weighted layer, ChannelMap map, int rowsPerGroup, int area) {
    int columns = layer.weight().columns();
    float[] weight = layer.weight().toArray();
    float[] bias = layer.bias().clone();
    for (int r = 0; r < bias.length; r++) {
      int first = rowsPerGroup == 0 ? 0 : r / rowsPerGroup * (columns / area);
      double sum = bias[r];
      for (int i = 0; i < columns; i++) {
        float value = weight[r * columns + i];
        if (value != 0) {
          int c = first + i / area;
          sum += value * map.shift()[c];
          weight[r * columns + i] = (float) (value * map.scale()[c]);
        }
      }
      bias[r] = (float) sum;
    }
    return layer.with(new DenseTensor(layer.weight().shape(), weight), bias);
  }
}
