package org.sparsevd.onnx.read;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import java.util.Arrays;
import java.util.Map;
import org.sparsevd.onnx.OnnxException;

/**
 * Arithmetic on shapes inside the graph: what {@code x.view(x.size(0), -1)} becomes when a net is
 * written with a free batch. The batch stays a symbol, everything else is a number.
 */
final class ExtentOperators {
  private ExtentOperators() {}

  static void register(Map<String, OperatorReader> all) {
    all.put("Shape", OperatorReader.of(ExtentOperators::shape, "start", "end"));
    all.put("Gather", OperatorReader.of(ExtentOperators::gather, "axis"));
    all.put("ConstantOfShape", OperatorReader.of(ExtentOperators::constantOfShape, "value"));
    all.put("Slice", OperatorReader.of(ExtentOperators::slice, "starts", "ends", "axes"));
  }

  private static Value shape(NodeView node) throws OnnxException {
    int[] dims = node.activation(0).shape().toArray();
    long[] extents = new long[dims.length + 1];
    extents[0] = Value.Extents.BATCH;
    for (int i = 0; i < dims.length; i++) {
      extents[i + 1] = dims[i];
    }
    return section(node, extents, node.integer("start", 0), node.integer("end", extents.length));
  }

  private static void refuseActivation(NodeView node) throws OnnxException {
    if (node.input(0) instanceof Value.Activation) {
      throw OnnxException.unsupported(
          "a part of a value of the network is not supported, only one of its shape");
    }
  }

  private static Value gather(NodeView node) throws OnnxException {
    refuseActivation(node);
    node.require("axis", 0);
    long[] extents = node.extents(0);
    long[] indices = node.integers(1);
    long[] picked = new long[indices.length];
    for (int i = 0; i < indices.length; i++) {
      long index = indices[i] < 0 ? indices[i] + extents.length : indices[i];
      if (index < 0 || index >= extents.length) {
        throw new OnnxException(
            "index " + indices[i] + " of a shape of " + extents.length + " extents");
      }
      picked[i] = extents[(int) index];
    }
    return new Value.Extents(picked);
  }

  private static Value slice(NodeView node) throws OnnxException {
    refuseActivation(node);
    long[] extents = node.extents(0);
    boolean inInputs = node.has(1);
    long[] starts = inInputs ? node.integers(1) : node.integers("starts");
    long[] ends = inInputs && node.has(2) ? node.integers(2) : node.integers("ends");
    long[] steps = node.has(4) ? node.integers(4) : new long[] {1};
    if (Arrays.equals(steps, new long[] {-1}) && node.input(0) instanceof Value.Extents matrix) {
      return reversed(node, matrix, starts, ends);
    }
    boolean stepsOne = Arrays.equals(steps, new long[] {1});
    if (starts == null || ends == null || starts.length != 1 || ends.length != 1 || !stepsOne) {
      throw OnnxException.unsupported(
          "only slices of shapes from one start to one end are supported");
    }
    return section(node, extents, starts[0], ends[0]);
  }

  /** The rows of a matrix from the last to the first: a part of how PyTorch writes paddings. */
  private static Value reversed(NodeView node, Value.Extents matrix, long[] starts, long[] ends)
      throws OnnxException {
    int rows = matrix.columns() == 0 ? 0 : matrix.values().length / matrix.columns();
    boolean all = starts != null && ends != null && starts.length == 1 && ends.length == 1;
    boolean onRows = !node.has(3) || Arrays.equals(node.integers(3), new long[] {0});
    if (rows == 0 || !all || !onRows || starts[0] != -1 || ends[0] >= -rows) {
      throw new OnnxException("only slices backwards over all rows are supported");
    }
    node.budget().take(matrix.values().length);
    long[] values = new long[matrix.values().length];
    for (int i = 0; i < values.length; i++) {
      int row = rows - 1 - i / matrix.columns();
      values[i] = matrix.values()[row * matrix.columns() + i % matrix.columns()];
    }
    return new Value.Extents(values, matrix.columns());
  }

  /** A list of integers, all the same. */
  private static Value constantOfShape(NodeView node) throws OnnxException {
    long[] shape = node.integers(0);
    AttributeProto value = node.attribute("value", AttributeType.TENSOR);
    long count = shape.length == 1 ? shape[0] : -1;
    if (value == null || count < 0 || count > Integer.MAX_VALUE) {
      throw new OnnxException("only lists of integers are supported");
    }
    long[] one = node.integers(value.getT());
    if (one.length != 1) {
      throw new OnnxException("attribute 'value' has " + one.length + " values, expected 1");
    }
    node.budget().take(count);
    long[] values = new long[(int) count];
    Arrays.fill(values, one[0]);
    return new Value.Extents(values);
  }

  /** Reshape to a list, or to a matrix of extents. */
  static Value reshape(NodeView node) throws OnnxException {
    long[] values = node.extents(0);
    long[] target = node.integers(1);
    if (target.length == 1 && (target[0] == -1 || target[0] == values.length)) {
      return new Value.Extents(values);
    }
    long columns = target.length == 2 ? target[1] : 0;
    if (columns < 1
        || values.length % columns != 0
        || target[0] != -1 && target[0] != values.length / columns) {
      throw new OnnxException(
          values.length + " extents do not fit the shape " + Arrays.toString(target));
    }
    return new Value.Extents(values, (int) columns);
  }

  /** A matrix of extents with rows and columns swapped. */
  static Value transpose(NodeView node, Value.Extents matrix) throws OnnxException {
    if (matrix.columns() == 0) {
      return matrix;
    }
    int rows = matrix.values().length / matrix.columns();
    node.budget().take(matrix.values().length);
    long[] values = new long[matrix.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = matrix.values()[i % rows * matrix.columns() + i / rows];
    }
    return new Value.Extents(values, rows);
  }

  private static Value section(NodeView node, long[] extents, long start, long end)
      throws OnnxException {
    node.budget().take(extents.length);
    int from = bounded(start, extents.length);
    int to = Math.max(from, bounded(end, extents.length));
    return new Value.Extents(Arrays.copyOfRange(extents, from, to));
  }

  /** Counts from the end where negative, and stays inside. */
  private static int bounded(long position, int length) {
    long absolute = position < 0 ? position + length : position;
    return (int) Math.max(0, Math.min(length, absolute));
  }

  /** Concat of shapes. */
  static Value concat(NodeView node) throws OnnxException {
    node.require("axis", 0);
    long[] all = new long[0];
    for (int i = 0; i < node.inputs(); i++) {
      long[] part = node.extents(i);
      node.budget().take(all.length + part.length);
      all = Arrays.copyOf(all, all.length + part.length);
      System.arraycopy(part, 0, all, all.length - part.length, part.length);
    }
    return new Value.Extents(all);
  }
}
