package org.sparsevd.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.List;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;

/**
 * ONNX's operators on images take them as {@code [batch, channels, height, width]}: an image by
 * itself gets a batch of one, and dimensions in front of channels become one.
 */
record ImageParts(NodeParts parts) {
  private static final int RANK = 4;

  /** The ONNX node that reads the operand, and constants behind it. */
  Void write(String opType, List<String> constants, AttributeProto... attributes) {
    List<String> inputs = new ArrayList<>(List.of(image()));
    inputs.addAll(constants);
    return end(opType, inputs, attributes);
  }

  private boolean isImage() {
    return parts.rank(0) == RANK;
  }

  /** The node's operand as images. */
  String image() {
    if (isImage()) {
      return parts.read(0);
    }
    return parts.rank(0) < RANK
        ? parts.step("image", "Unsqueeze", List.of(parts.read(0), parts.axes(0, 1)))
        : parts.step(
            "image",
            "Reshape",
            List.of(parts.read(0), target(true, parts.shape(0).last(RANK - 1))));
  }

  /** The ONNX node between images from which the node's value comes. */
  Void end(String opType, List<String> inputs, AttributeProto... attributes) {
    if (isImage()) {
      return parts.end(opType, inputs, attributes);
    }
    String images = parts.step("images", opType, inputs, attributes);
    return parts.rank(0) < RANK
        ? parts.end("Squeeze", List.of(images, parts.axes(0, 1)))
        : parts.end("Reshape", List.of(images, target(parts.lead() == 1, parts.out())));
  }

  /** Extents for a Reshape, which finds out the first one where that is free. */
  private String target(boolean free, Shape shape) {
    List<Dim> dims = new ArrayList<>(free ? List.of(Dim.of(-1)) : List.of());
    dims.addAll(List.of(shape.extents()));
    return parts.graph().extents().list(parts.node().name() + ".shape", dims);
  }
}
