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

  /** {@code y' = x' weight'} with {@code x} unfolded, in each group. */
  void product(Geometry g, NdBuffer weight, NdBuffer x, NdBuffer y) {
    for (int group = 0; group < g.groups(); group++) {
      Nd4j.gemm(
          unfold(g, group, x), weight(g, group, weight), output(g, group, y), false, false, 1, 0);
    }
  }

  /** {@code dWeight' = x dy'} with {@code x} unfolded. */
  void weightGradient(Geometry g, NdBuffer dy, NdBuffer x, NdBuffer dWeight) {
    for (int group = 0; group < g.groups(); group++) {
      Nd4j.gemm(
          unfold(g, group, x), output(g, group, dy), weight(g, group, dWeight), true, false, 1, 0);
    }
  }

  /** {@code dx' = dy' weight}, folded. */
  void inputGradient(Geometry g, NdBuffer weight, NdBuffer dy, NdBuffer dx) {
    NdBuffer unfolded =
        isWhole(g) ? dx : scratch.buffer(Scratch.Role.UNFOLDED, g.depth() * plane(g));
    if (unfolded != dx) {
      dx.flat().assign(0);
    }
    for (int group = 0; group < g.groups(); group++) {
      INDArray part = unfolded.transposed(g.depth(), plane(g));
      Nd4j.gemm(output(g, group, dy), weight(g, group, weight), part, false, true, 1, 0);
      if (unfolded != dx) {
        fold(g, group, unfolded, dx);
      }
    }
  }

  private static int plane(Geometry g) {
    return g.outputPixels() * g.columns();
  }

  /** Whether the input is its unfolded image. */
  private static boolean isWhole(Geometry g) {
    return g.groups() == 1 && g.frame().isPlain() && g.frame().kernelArea() == 1;
  }

  /** Weights of a group's filters as {@code [depth, filters]}. */
  private static INDArray weight(Geometry g, int group, NdBuffer weight) {
    int from = group * g.groupOutputs() * g.depth();
    return weight.transposed(from, g.groupOutputs(), g.depth());
  }

  /** What a group puts out as {@code [pixels * columns, filters]}. */
  private static INDArray output(Geometry g, int group, NdBuffer y) {
    return y.transposed(group * g.groupOutputs() * plane(g), g.groupOutputs(), plane(g));
  }

  /** For each weight of a filter, the pixels that it meets: a copy per offset of the kernel. */
  private INDArray unfold(Geometry g, int group, NdBuffer x) {
    if (isWhole(g)) {
      return x.transposed(g.depth(), plane(g));
    }
    NdBuffer unfolded = scratch.buffer(Scratch.Role.UNFOLDED, g.depth() * plane(g));
    for (int k = 0; k < g.frame().kernelArea(); k++) {
      unfoldedPart(g, unfolded, k).assign(imagePart(g, group, x, k));
    }
    return unfolded.transposed(g.depth(), plane(g));
  }

  /** Adds up what {@link #unfold} has copied apart. */
  private static void fold(Geometry g, int group, NdBuffer unfolded, NdBuffer x) {
    for (int k = 0; k < g.frame().kernelArea(); k++) {
      imagePart(g, group, x, k).addi(unfoldedPart(g, unfolded, k));
    }
  }

  /** {@code [inputs of a group, output height, output width * columns]} of the image. */
  private static INDArray imagePart(Geometry g, int group, NdBuffer x, int k) {
    List<Integer> strides = List.of(g.frame().channelSize(), g.inputRow(1), 1);
    return x.part(g.inputGroup(group) + g.inputOffset(k), partShape(g), strides);
  }

  /** The same pixels where {@code [inputs, kernel, pixels * columns]} has them. */
  private static INDArray unfoldedPart(Geometry g, NdBuffer unfolded, int k) {
    int row = g.outputWidth() * g.columns();
    int channel = g.frame().kernelArea() * plane(g);
    return unfolded.part(k * plane(g), partShape(g), List.of(channel, row, 1));
  }

  private static List<Integer> partShape(Geometry g) {
    return List.of(g.groupInputs(), g.outputHeight(), g.outputWidth() * g.columns());
  }
}
