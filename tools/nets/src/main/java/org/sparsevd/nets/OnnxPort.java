package org.sparsevd.nets;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.tensor.ElementType;

/**
 * An input of an ONNX file.
 *
 * @param type of its elements, as ONNX Runtime takes them
 * @param extents a number, or the file's name for a free one, which may be empty
 */
public record OnnxPort(String name, OnnxJavaType type, List<String> extents) {
  public OnnxPort {
    extents = List.copyOf(extents);
  }

  /** An input of elements as a model has them. */
  public static OnnxPort of(String name, ElementType type, List<String> extents) {
    OnnxJavaType taken =
        switch (type) {
          case FLOAT -> OnnxJavaType.FLOAT;
          case INT64 -> OnnxJavaType.INT64;
          case INT32 -> OnnxJavaType.INT32;
          case UINT8 -> OnnxJavaType.UINT8;
          case BOOL -> OnnxJavaType.BOOL;
        };
    return new OnnxPort(name, taken, extents);
  }

  /**
   * Reads what ONNX Runtime says of it.
   *
   * @throws IOException if it is no tensor; the message does not name the file
   */
  static OnnxPort of(NodeInfo node) throws IOException {
    if (!(node.getInfo() instanceof TensorInfo tensor)) {
      throw new IOException(
          "input '" + node.getName() + "': expected a tensor, found " + node.getInfo());
    }
    long[] shape = tensor.getShape();
    String[] names = tensor.getDimensionNames();
    List<String> extents = new ArrayList<>();
    for (int axis = 0; axis < shape.length; axis++) {
      extents.add(shape[axis] < 0 ? names[axis] : String.valueOf(shape[axis]));
    }
    return new OnnxPort(node.getName(), tensor.type, extents);
  }

  /** The same with other extents. */
  public OnnxPort withExtents(List<String> others) {
    return new OnnxPort(name, type, others);
  }

  /** {@code ids: INT64 [batch, sequence]}. */
  @Override
  public String toString() {
    List<String> shown = new ArrayList<>(extents);
    shown.replaceAll(extent -> extent.isEmpty() ? "?" : extent);
    return name + ": " + type + " " + shown;
  }
}
