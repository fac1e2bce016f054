package org.sparsevd.onnx.read;

import java.util.Arrays;
import java.util.Map;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.tensor.Integers;

/** Shapes of values, and parts of values. */
final class PartOperators {
  private PartOperators() {}

  static void register(Map<String, OperatorReader> all) {
    all.put("Shape", OperatorReader.of(PartOperators::shape, "start", "end"));
    all.put("Gather", OperatorReader.of(PartOperators::gather, "axis"));
    all.put("Slice", OperatorReader.of(PartOperators::refuse, "starts", "ends", "axes"));
  }

  /** The batch is a symbol, everything behind it a number. */
  private static Value shape(NodeView node) throws OnnxException {
    int[] dims =
        node.input(0) instanceof Value.Single ? new int[0] : node.activation(0).shape().toArray();
    long[] extents = new long[dims.length + 1];
    extents[0] = Integers.BATCH;
    for (int i = 0; i < dims.length; i++) {
      extents[i + 1] = dims[i];
    }
    return section(node, extents);
  }

  /** The extents from the attribute {@code start} to {@code end}. */
  static Value section(NodeView node, long[] extents) throws OnnxException {
    node.budget().take(extents.length);
    int from = bounded(node.integer("start", 0), extents.length);
    int to = bounded(node.integer("end", extents.length), extents.length);
    return new Value.Known(Integers.list(Arrays.copyOfRange(extents, from, Math.max(from, to))));
  }

  /** Counts from the end where negative, and stays inside. */
  private static int bounded(long position, int length) {
    long absolute = position < 0 ? Math.max(position, -length) + length : position;
    return (int) Math.min(length, absolute);
  }

  /** The only entry of a dimension of extent 1. */
  private static Value gather(NodeView node) throws OnnxException {
    if (!node.isConstant(1) || node.isConstant(0)) {
      return refuse(node);
    }
    Value.Activation in = node.activation(0);
    int axis = node.axis(0, in.shape());
    long[] indices = node.integers(1);
    boolean only = in.shape().dim(axis - 1) == 1 && indices.length == 1;
    if (!only || indices[0] != 0 && indices[0] != -1 || node.literal(1).rank() > 1) {
      return refuse(node);
    }
    return node.literal(1).rank() == 1 ? in : ShapeOperators.without(node, in, axis);
  }

  private static Value refuse(NodeView node) throws OnnxException {
    throw OnnxException.unsupported(
        "a part of a value of the network is not supported, only one of its shape");
  }
}
