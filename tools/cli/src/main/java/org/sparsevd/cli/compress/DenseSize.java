package org.sparsevd.cli.compress;

import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/** What a net takes without compression: the measure of every byte ratio. */
public final class DenseSize {
  private DenseSize() {}

  /** Bytes of all weights and biases as float32. */
  public static long bytes(Model model) {
    long parameters = 0;
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted layer) {
        parameters += layer.weight().shape().size() + layer.bias().length;
      }
    }
    return parameters * Float.BYTES;
  }
}
