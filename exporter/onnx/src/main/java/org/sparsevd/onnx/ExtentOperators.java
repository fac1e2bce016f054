package org.sparsevd.onnx;

import java.util.Arrays;
import java.util.Map;

/**
 * Arithmetic on shapes inside the graph: what {@code x.view(x.size(0), -1)} becomes when a net is
 * written with a free batch. The batch stays a symbol, everything else is a number.
 */
final class ExtentOperators {
  private ExtentOperators() {}

  static void register(Map<String, OperatorReader> all) {
    all.put("Shape", OperatorReader.of(ExtentOperators::shape, "start", "end"));
    all.put("Gather", OperatorReader.of(ExtentOperators::gather, "axis"));
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

  private static Value gather(NodeView node) throws OnnxException {
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
    long[] extents = node.extents(0);
    boolean inInputs = node.has(1);
    long[] starts = inInputs ? node.integers(1) : node.integers("starts");
    long[] ends = inInputs && node.has(2) ? node.integers(2) : node.integers("ends");
    boolean stepsOne = !node.has(4) || Arrays.equals(node.integers(4), new long[] {1});
    if (starts == null || ends == null || starts.length != 1 || ends.length != 1 || !stepsOne) {
      throw new OnnxException("only slices of shapes from one start to one end are supported");
    }
    return section(node, extents, starts[0], ends[0]);
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
