package org.sparsevd.runtime.plan;

import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.tensor.Shape;

/**
 * Whether a model's images are best cut into tiles. It asks without loading a class of theirs. The
 * system property {@value #PROPERTY} forces either.
 */
final class TileChoice {
  /** {@code always} or {@code never}. */
  static final String PROPERTY = "sparsevd.tiles";

  private static final String ALWAYS = "always";

  /** Products of all convolutions from which on tiles are worth packing and their classes. */
  private static final double WORTHWHILE = 2e6;

  /** Products from which on threads gain more by sharing a net's layers than waiting costs. */
  private static final double SHARED = 1e7;

  /** Cycles of a Zen 5 for a vector of products: by code in tiles, and of a block of inputs. */
  private static final double CODE = 0.75;

  private static final double BLOCK = 1.2;

  /** The same for a weight at a vector of an image that is too small for tiles. */
  private static final double SMALL = 7;

  private TileChoice() {}

  /** Whether several threads should share the layers of a model for one input. */
  static boolean isShared(Model model) {
    return products(model) > (ALWAYS.equals(System.getProperty(PROPERTY)) ? 0 : SHARED);
  }

  /** For blocks of this many inputs. */
  static boolean pays(Model model, Kernels kernels, int block) {
    if (block > 1 || kernels.bridgesGaps()) {
      return false;
    }
    String wanted = System.getProperty(PROPERTY);
    double least = "never".equals(wanted) ? Double.POSITIVE_INFINITY : WORTHWHILE;
    return products(model) > (ALWAYS.equals(wanted) ? 0 : least);
  }

  /**
   * Whether the images of a batch are faster one by one, by code in tiles, than on vectors in
   * blocks of as many as there are lanes: where few weights meet small images, which code leaves to
   * vectors.
   */
  static boolean paysAlone(Model model, int lanes) {
    double alone = 0;
    double blocks = 0;
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Conv2d conv) {
        double weights = conv.weight().nonZeros();
        int pixels = pixels(model, node);
        boolean small = pixels < 2 * lanes;
        alone += weights * (small ? SMALL * ((pixels - 1) / lanes + 1) : CODE * pixels / lanes);
        blocks += BLOCK * weights * pixels / lanes;
      }
    }
    return alone < blocks;
  }

  private static double products(Model model) {
    double products = 0;
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Conv2d conv) {
        products += (double) conv.weight().nonZeros() * pixels(model, node);
      }
    }
    return products;
  }

  /** Of a channel of a convolution's result. */
  private static int pixels(Model model, Node node) {
    Shape output = model.shape(node.name());
    return output.size() / output.dim(output.rank() - 3);
  }
}
