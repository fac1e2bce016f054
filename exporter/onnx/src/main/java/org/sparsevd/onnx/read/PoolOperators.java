package org.sparsevd.onnx.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.tensor.Shape;

/** Operators that summarise windows or whole images. */
final class PoolOperators {
  private PoolOperators() {}

  static void register(Map<String, OperatorReader> all) {
    all.put(
        "MaxPool",
        OperatorReader.of(
            PoolOperators::maxPool,
            "auto_pad",
            "ceil_mode",
            "dilations",
            "kernel_shape",
            "pads",
            "storage_order",
            "strides"));
    all.put(
        "AveragePool",
        OperatorReader.of(
            PoolOperators::averagePool,
            "auto_pad",
            "ceil_mode",
            "count_include_pad",
            "dilations",
            "kernel_shape",
            "pads",
            "strides"));
    all.put(
        "GlobalAveragePool",
        OperatorReader.of(node -> node.emit(new Op.GlobalAvgPool2d(), node.activation(0))));
    all.put("GlobalMaxPool", OperatorReader.of(PoolOperators::globalMax));
    all.put(
        "ReduceMean",
        OperatorReader.of(node -> reduce(node, false), "axes", "keepdims", "noop_with_empty_axes"));
    all.put(
        "ReduceSum",
        OperatorReader.of(node -> reduce(node, true), "axes", "keepdims", "noop_with_empty_axes"));
  }

  private static Value maxPool(NodeView node) throws OnnxException {
    Value.Activation in = node.activation(0);
    Window window = window(node, in);
    if (node.integer("ceil_mode", 0) != 0) {
      window = Windows.ceiled(window, in.shape());
    }
    return node.emit(new Op.MaxPool2d(window), in);
  }

  private static Value averagePool(NodeView node) throws OnnxException {
    Value.Activation in = node.activation(0);
    Window window = window(node, in);
    boolean countPadding = node.integer("count_include_pad", 0) != 0;
    if (node.integer("ceil_mode", 0) == 0) {
      return node.emit(new Op.AvgPool2d(window, countPadding), in);
    }
    Window ceiled = Windows.ceiled(window, in.shape());
    if (!countPadding || ceiled.equals(window)) {
      return node.emit(new Op.AvgPool2d(ceiled, countPadding), in);
    }
    // What ceil_mode adds is not counted, padding is: zeros of the image itself stand for it.
    if (window.isPadded()) {
      Op pad =
          new Op.Pad2d(window.padTop(), window.padLeft(), window.padBottom(), window.padRight(), 0);
      in = node.emit(".padded", pad, in);
    }
    return node.emit(new Op.AvgPool2d(Windows.within(ceiled, window), false), in);
  }

  private static Window window(NodeView node, Value.Activation in) throws OnnxException {
    long[] kernel = node.integers("kernel_shape");
    if (kernel == null) {
      throw new OnnxException("attribute 'kernel_shape' is missing");
    }
    return Windows.read(node, in.shape(), Windows.integers("kernel_shape", kernel, 2));
  }

  /**
   * The mean or sum over all dimensions behind the channels, over those in front of them, or over
   * all behind the batch.
   */
  private static Value reduce(NodeView node, boolean sum) throws OnnxException {
    Value.Activation in = node.activation(0);
    long[] axes = node.has(1) ? node.integers(1) : node.integers("axes");
    int rank = in.shape().rank() + 1;
    long[] normal = axes == null ? new long[0] : axes.clone();
    for (int i = 0; i < normal.length; i++) {
      normal[i] += normal[i] < 0 ? rank : 0;
    }
    Arrays.sort(normal);
    boolean all = Arrays.equals(normal, LongStream.range(1, rank).toArray());
    boolean behind = rank > 2 && Arrays.equals(normal, LongStream.range(2, rank).toArray());
    boolean inFront = rank > 2 && Arrays.equals(normal, LongStream.range(1, rank - 1).toArray());
    if (!behind && !inFront && !all) {
      throw OnnxException.unsupported(
          "axes "
              + Arrays.toString(axes)
              + " of "
              + rank
              + " dimensions: only height and width, or all but the batch, are supported");
    }
    Value.Activation image = inFront ? Permutation.toFront(node, in, rank - 1) : in;
    int channels = all ? 1 : image.shape().dim(0);
    if (image.shape().rank() != 3 || all) {
      Shape row = Shape.of(channels, 1, image.shape().size() / channels);
      image = node.emit(".row", new Op.Reshape(row), image);
    }
    boolean keep = node.integer("keepdims", 1) != 0;
    if (!sum && keep && behind && rank == 4) {
      return node.emit(new Op.GlobalAvgPool2d(), image);
    }
    Value.Activation result = node.emit(".mean", new Op.GlobalAvgPool2d(), image);
    if (sum) {
      float[] counts = new float[channels];
      Arrays.fill(counts, image.shape().size() / channels);
      result = node.emit(".sum", new Op.Affine(counts, new float[channels]), result);
    }
    return ShapeOperators.reshaped(
        node, result, kept(rank, keep, all, behind ? 1 : rank - 1, channels));
  }

  /** The dimensions behind the batch that a reduction leaves. */
  private static List<Long> kept(int rank, boolean keep, boolean all, int axis, int channels) {
    List<Long> dims = new ArrayList<>();
    for (int i = 1; i < rank; i++) {
      boolean isChannels = !all && i == axis;
      if (keep || isChannels) {
        dims.add(isChannels ? (long) channels : 1L);
      }
    }
    return dims;
  }

  /** The largest value of each channel: one window over the whole image. */
  private static Value globalMax(NodeView node) throws OnnxException {
    Value.Activation in = node.activation(0);
    if (in.shape().rank() != 3) {
      throw new OnnxException("takes [batch, channels, height, width], found " + in.shape());
    }
    int height = in.shape().dim(1);
    int width = in.shape().dim(2);
    return node.emit(new Op.MaxPool2d(new Window(height, width, 1, 1, 1, 1, 0, 0, 0, 0)), in);
  }
}
