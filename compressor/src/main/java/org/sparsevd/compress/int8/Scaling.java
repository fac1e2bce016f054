package org.sparsevd.compress.int8;

import java.util.List;
import java.util.function.UnaryOperator;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * Adds nodes that scale values: affine maps where channels stand first, products and sums with
 * constants in other models.
 *
 * @param unused a name like this one that no node has
 */
record Scaling(Model model, List<Node> nodes, UnaryOperator<String> unused) {
  /** Dimensions of an image. */
  private static final int IMAGE = 3;

  /** All elements by one number. */
  void by(String name, String value, Shape shape, float scale) {
    if (model.batched() && shape.rank() > 0 && shape.extent(0).isNumber()) {
      float[] scales = LevelNodes.filled(shape.dim(0), scale);
      nodes.add(new Node(name, new Op.Affine(scales, new float[scales.length]), List.of(value)));
    } else {
      binary(name, Op.BinaryFunction.TIMES, value, Shape.of(new int[0]), new float[] {scale});
    }
  }

  /**
   * The sums of a layer, by a number for each row, and another one added.
   *
   * @param images whether rows are channels, not the last dimension
   * @param shape of the sums
   */
  void rows(
      String name, String value, boolean images, Shape shape, float[] scales, float[] shifts) {
    if (model.batched() && shape.rank() == (images ? IMAGE : 1)) {
      nodes.add(new Node(name, new Op.Affine(scales, shifts.clone()), List.of(value)));
      return;
    }
    Shape each = images ? Shape.of(scales.length, 1, 1) : Shape.of(scales.length);
    String product = unused.apply(value + ".scaled");
    binary(product, Op.BinaryFunction.TIMES, value, each, scales);
    binary(name, Op.BinaryFunction.PLUS, product, each, shifts);
  }

  private void binary(
      String name, Op.BinaryFunction function, String value, Shape shape, float[] numbers) {
    String constant = unused.apply(name + ".numbers");
    DenseTensor tensor = new DenseTensor(shape, numbers.clone());
    nodes.add(new Node(constant, new Op.Constant(ElementType.FLOAT, tensor), List.of()));
    nodes.add(new Node(name, new Op.Binary(function), List.of(value, constant)));
  }
}
