package org.sparsevd.onnx.read;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;
import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;
import org.sparsevd.model.Window;
import org.sparsevd.onnx.OnnxException;

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
        OperatorReader.of(PoolOperators::reduceMean, "axes", "keepdims", "noop_with_empty_axes"));
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
    if (node.integer("ceil_mode", 0) != 0) {
      Window ceiled = Windows.ceiled(window, in.shape());
      if (countPadding && !ceiled.equals(window)) {
        // What ceil_mode adds is not counted, padding is: a window cannot tell them apart.
        throw OnnxException.unsupported(
            "attributes 'ceil_mode' and 'count_include_pad' are not supported together here");
      }
      window = ceiled;
    }
    return node.emit(new Op.AvgPool2d(window, countPadding), in);
  }

  private static Window window(NodeView node, Value.Activation in) throws OnnxException {
    long[] kernel = node.integers("kernel_shape");
    if (kernel == null) {
      throw new OnnxException("attribute 'kernel_shape' is missing");
    }
    return Windows.read(node, in.shape(), Windows.integers("kernel_shape", kernel, 2));
  }

  /** The mean over all dimensions behind the channels, or over those in front of them. */
  private static Value reduceMean(NodeView node) throws OnnxException {
    Value.Activation in = node.activation(0);
    long[] axes = node.has(1) ? node.integers(1) : node.integers("axes");
    int rank = in.shape().rank() + 1;
    long[] normal = axes == null ? new long[0] : axes.clone();
    for (int i = 0; i < normal.length; i++) {
      normal[i] += normal[i] < 0 ? rank : 0;
    }
    Arrays.sort(normal);
    boolean behind = rank > 2 && Arrays.equals(normal, LongStream.range(2, rank).toArray());
    boolean inFront = rank > 2 && Arrays.equals(normal, LongStream.range(1, rank - 1).toArray());
    if (!behind && !inFront) {
      throw OnnxException.unsupported(
          "axes "
              + Arrays.toString(axes)
              + " of "
              + rank
              + " dimensions: only the mean over height and width is supported");
    }
    Value.Activation image = behind ? in : Permutation.toFront(node, in, rank - 1);
    int channels = image.shape().dim(0);
    if (image.shape().rank() != 3) {
      Shape row = Shape.of(channels, 1, image.shape().size() / channels);
      image = node.emit(".row", new Op.Reshape(row), image);
    }
    boolean keep = node.integer("keepdims", 1) != 0;
    if (keep && behind && rank == 4) {
      return node.emit(new Op.GlobalAvgPool2d(), image);
    }
    Value.Activation mean = node.emit(".mean", new Op.GlobalAvgPool2d(), image);
    if (!keep) {
      return node.emit(new Op.Flatten(), mean);
    }
    int[] dims = new int[rank - 1];
    Arrays.fill(dims, 1);
    dims[behind ? 0 : rank - 2] = channels;
    return node.emit(new Op.Reshape(Shape.of(dims)), mean);
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
