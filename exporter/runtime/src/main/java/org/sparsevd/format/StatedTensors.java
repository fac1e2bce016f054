package org.sparsevd.format;

import java.util.ArrayList;
import java.util.List;
import org.sparsevd.codec.ColumnLayout;
import org.sparsevd.model.Attributes;
import org.sparsevd.model.Op;
import org.sparsevd.model.OpKind;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/**
 * The shapes of a node's tensors, in files with a general header.
 *
 * @param sizes numbers that the node states: columns of a weight or length of vectors, then the
 *     layout of the columns
 * @param shapes of the tensors of a general operator
 */
record StatedTensors(List<Integer> sizes, List<Shape> shapes) {

  /** The matrix that files store a tensor as. */
  static Tensor matrix(OpKind kind, Tensor tensor) {
    Shape matrix = kind.isGeneral() ? tensor.shape().matrix() : tensor.shape();
    if (matrix.equals(tensor.shape())) {
      return tensor;
    }
    return tensor instanceof DenseTensor dense
        ? dense.in(matrix)
        : new DenseTensor(matrix, tensor.toArray());
  }

  /** Whether a node states how the columns of its weight lie in an image. */
  static boolean mayHaveLayout(OpKind kind) {
    return kind == Op.WeightedKind.DENSE;
  }

  static void write(Op op, ColumnLayout layout, ByteOutput out) {
    List<Tensor> tensors = op.tensors();
    if (op.kind().isGeneral()) {
      tensors.forEach(tensor -> Extents.write(List.of(tensor.shape().extents()), out));
    } else if (CompactNode.isWeighted(op.kind())) {
      out.varint(tensors.get(0).shape().dim(1));
    } else if (!tensors.isEmpty()) {
      out.varint(tensors.get(0).columns());
    }
    if (mayHaveLayout(op.kind()) && layout.width() > 0) {
      out.varint(layout.width());
      out.varint(layout.area());
    }
  }

  static StatedTensors read(OpKind kind, boolean layout, ByteInput in) throws FormatException {
    List<Integer> sizes = new ArrayList<>();
    List<Shape> shapes = new ArrayList<>();
    for (int i = 0; kind.isGeneral() && i < kind.tensorCount(); i++) {
      shapes.add(GeneralHeader.shape(in));
    }
    if (!kind.isGeneral() && kind.tensorCount() > 0) {
      sizes.add(in.varint("columns", 1, Integer.MAX_VALUE));
    }
    if (layout && mayHaveLayout(kind)) {
      sizes.add(in.varint("width", 1, Integer.MAX_VALUE));
      sizes.add(in.varint("area", 0, Integer.MAX_VALUE));
    }
    return new StatedTensors(sizes, shapes);
  }

  /**
   * The shape of a tensor.
   *
   * @param index as files count a node's tensors
   * @param rows of the weight, where the node has one
   */
  Shape shape(OpKind kind, int index, int rows, Attributes attributes) {
    if (kind.isGeneral()) {
      return shapes.get(index);
    }
    if (!CompactNode.isWeighted(kind)) {
      return Shape.of(1, sizes.get(0));
    }
    if (index > 0) {
      return Shape.of(1, rows);
    }
    if (!kind.row().hasWindow()) {
      return Shape.of(rows, sizes.get(0));
    }
    Window window = attributes.window(1);
    return Shape.of(rows, sizes.get(0), window.kernelHeight(), window.kernelWidth());
  }

  /** How the columns of a weight of this shape lie in an image. */
  ColumnLayout layout(Shape weight) {
    if (weight.rank() == 4) {
      return ColumnLayout.of(weight);
    }
    return sizes.size() < 3 ? ColumnLayout.NONE : new ColumnLayout(sizes.get(1), sizes.get(2));
  }
}
