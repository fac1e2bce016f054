package org.sparsevd.benchmarks.nets;

import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;

/** The arithmetic that a net needs at least. */
public final class UsefulWork {
  private UsefulWork() {}

  /** Two operations for every non-zero weight at every output pixel, for one input. */
  public static long operations(Model model) {
    long operations = 0;
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted layer) {
        Shape out = model.shape(node.name());
        operations += 2L * layer.weight().nonZeros() * (out.size() / out.dim(0));
      }
    }
    return operations;
  }
}
