package org.sparsevd.cli.calibrate;

import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/** What a net costs, to choose how many inputs can be afforded. */
public final class NetCost {
  private NetCost() {}

  /** Products for one input, zeros included. */
  static long products(Model model) {
    long products = 0;
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted layer) {
        long pixels = model.shape(node.name()).size() / layer.weight().rows();
        products += pixels * layer.weight().shape().size();
      }
    }
    return products;
  }

  /** Operations that an input needs at least: two for every non-zero weight and output pixel. */
  public static double operations(Model model) {
    double operations = 0;
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted layer) {
        double pixels = model.shape(node.name()).size() / layer.weight().rows();
        operations += 2 * pixels * layer.weight().nonZeros();
      }
    }
    return operations;
  }

  /** As many inputs as this many products allow, but within these bounds. */
  public static int inputs(Model model, double products, int fewest, int most) {
    double affordable = products / Math.max(1, products(model));
    return (int) Math.max(fewest, Math.min(most, affordable));
  }
}
