package org.sparsevd.onnx;

import java.util.Arrays;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;

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
        throw new OnnxException(
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

  /** The mean over height and width. */
  private static Value reduceMean(NodeView node) throws OnnxException {
    Value.Activation in = node.activation(0);
    long[] axes = node.has(1) ? node.integers(1) : node.integers("axes");
    int rank = in.shape().rank() + 1;
    long[] normal = axes == null ? new long[0] : axes.clone();
    for (int i = 0; i < normal.length; i++) {
      normal[i] += normal[i] < 0 ? rank : 0;
    }
    Arrays.sort(normal);
    if (rank != 4 || !Arrays.equals(normal, new long[] {2, 3})) {
      throw new OnnxException(
          "axes "
              + Arrays.toString(axes)
              + " of "
              + rank
              + " dimensions: only the mean over height and width is supported");
    }
    if (node.integer("keepdims", 1) != 0) {
      return node.emit(new Op.GlobalAvgPool2d(), in);
    }
    return node.emit(new Op.Flatten(), node.emit(".mean", new Op.GlobalAvgPool2d(), in));
  }
}
