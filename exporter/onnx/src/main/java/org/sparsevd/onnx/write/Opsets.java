package org.sparsevd.onnx.write;

import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.loop.Resampling;
import org.sparsevd.onnx.operator.PointwiseTable;

/** The operator set of a file where none is asked for. */
final class Opsets {
  private Opsets() {}

  /** The oldest that has all operators of the model, but no older than files are anyway. */
  static int of(Model model) {
    int opset = OnnxExporter.OPSET_VERSION;
    for (Node node : model.nodes()) {
      opset = Math.max(opset, of(node.op()));
    }
    return opset;
  }

  private static int of(Op op) {
    if (op instanceof Op.Pointwise function) {
      boolean formula = function instanceof Op.Gelu || function instanceof Op.Quantize;
      return formula ? 1 : PointwiseTable.of(function).writtenSince();
    }
    if (op instanceof Op.Resize resize) {
      boolean symmetric = resize.place() == Resampling.Place.HALF_PIXEL_SYMMETRIC;
      return symmetric ? ResizeWriter.SYMMETRIC_SINCE : 1;
    }
    return op instanceof Op.Pad pad && pad.border() == Op.Border.WRAP ? PartWriter.WRAPS_SINCE : 1;
  }
}
