package org.sparsevd.trainer.nd4j;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sparsevd.trainer.nn.Geometry;

/**
 * Matrix products, and convolutions as products with the unfolded image {@code [depth, pixels *
 * columns]}. BLAS works by columns, so each product is computed as its transpose: what is stored by
 * rows is that transpose already, and nothing is copied.
 */
final class Products {
  private final Scratch scratch;

  Products(Scratch scratch) {
    this.scratch = scratch;
  }

  /** {@code y' = x' weight'} with {@code x} unfolded. */
  void product(Geometry g, NdBuffer weight, NdBuffer x, NdBuffer y) {
    int plane = plane(g);
    Nd4j.gemm(
        unfold(g, x).transposed(g.depth(), plane),
        weight.transposed(g.outputs(), g.depth()),
        y.transposed(g.outputs(), plane),
        false,
        false,
        1,
        0);
  }

  /** {@code dWeight' = x dy'} with {@code x} unfolded. */
  void weightGradient(Geometry g, NdBuffer dy, NdBuffer x, NdBuffer dWeight) {
    int plane = plane(g);
    Nd4j.gemm(
        unfold(g, x).transposed(g.depth(), plane),
        dy.transposed(g.outputs(), plane),
        dWeight.transposed(g.outputs(), g.depth()),
        true,
        false,
        1,
        0);
  }

  /** {@code dx' = dy' weight}, folded. */
  void inputGradient(Geometry g, NdBuffer weight, NdBuffer dy, NdBuffer dx) {
    int plane = plane(g);
    NdBuffer unfolded =
        g.kernel() == 1 ? dx : scratch.buffer(Scratch.Role.UNFOLDED, g.depth() * plane);
    Nd4j.gemm(
        dy.transposed(g.outputs(), plane),
        weight.transposed(g.outputs(), g.depth()),
        unfolded.transposed(g.depth(), plane),
        false,
        true,
        1,
        0);
    if (unfolded != dx) {
      fold(g, unfolded, dx);
    }
  }

  private static int plane(Geometry g) {
    return g.outputPixels() * g.columns();
  }

  /** For each weight of a filter, the pixels that it meets: a copy per offset of the kernel. */
  private NdBuffer unfold(Geometry g, NdBuffer x) {
    if (g.kernel() == 1) {
      return x;
    }
    NdBuffer unfolded = scratch.buffer(Scratch.Role.UNFOLDED, g.depth() * plane(g));
    for (int offset = 0; offset < g.kernel() * g.kernel(); offset++) {
      unfoldedPart(g, unfolded, offset).assign(imagePart(g, x, offset));
    }
    return unfolded;
  }

  /** Adds up what {@link #unfold} has copied apart. */
  private static void fold(Geometry g, NdBuffer unfolded, NdBuffer x) {
    x.flat().assign(0);
    for (int offset = 0; offset < g.kernel() * g.kernel(); offset++) {
      imagePart(g, x, offset).addi(unfoldedPart(g, unfolded, offset));
    }
  }

  /** {@code [inputs, output height, output width * columns]} of the image. */
  private static INDArray imagePart(Geometry g, NdBuffer x, int offset) {
    int row = g.width() * g.columns();
    int from = offset / g.kernel() * row + offset % g.kernel() * g.columns();
    return x.part(from, partShape(g), List.of(g.height() * row, row, 1));
  }

  /** The same pixels where {@code [inputs, kernel, kernel, pixels * columns]} has them. */
  private static INDArray unfoldedPart(Geometry g, NdBuffer unfolded, int offset) {
    int row = g.outputWidth() * g.columns();
    int channel = g.kernel() * g.kernel() * plane(g);
    return unfolded.part(offset * plane(g), partShape(g), List.of(channel, row, 1));
  }

  private static List<Integer> partShape(Geometry g) {
    return List.of(g.inputs(), g.outputHeight(), g.outputWidth() * g.columns());
  }
}
