package org.sparsevd.nets;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The only input or output of an ONNX graph.
 *
 * @param extents of all axes but the first, which is the batch
 * @param size their product: values for one input of the net
 */
record TensorPort(String name, OnnxJavaType type, List<Long> extents, int size) {

  /**
   * Reads what ONNX Runtime says of it.
   *
   * @param types that are expected
   * @throws IOException if it is no tensor of these types, has no batch axis, or another axis is
   *     not fixed; the message does not name the file
   */
  static TensorPort of(NodeInfo node, OnnxJavaType... types) throws IOException {
    if (!(node.getInfo() instanceof TensorInfo tensor)
        || !List.of(types).contains(tensor.type)
        || tensor.getShape().length < 2) {
      throw new IOException(
          "expected '"
              + node.getName()
              + "' to be of type "
              + List.of(types)
              + " with a batch dimension, found "
              + node.getInfo());
    }
    long size = 1;
    List<Long> extents = new ArrayList<>();
    long[] shape = tensor.getShape();
    for (int axis = 1; axis < shape.length; axis++) {
      size *= shape[axis];
      if (shape[axis] < 1 || size > Integer.MAX_VALUE) {
        throw new IOException("dimension " + axis + " of '" + node.getName() + "' is not fixed");
      }
      extents.add(shape[axis]);
    }
    return new TensorPort(node.getName(), tensor.type, List.copyOf(extents), (int) size);
  }

  /** With the batch in front. */
  long[] shape(int batch) {
    long[] shape = new long[extents.size() + 1];
    shape[0] = batch;
    for (int i = 0; i < extents.size(); i++) {
      shape[i + 1] = extents.get(i);
    }
    return shape;
  }
}
