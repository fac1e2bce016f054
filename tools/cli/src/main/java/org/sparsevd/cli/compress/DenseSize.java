package org.sparsevd.cli.compress;

import java.util.List;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Tensor;

/** What a net takes without compression: the measure of every byte ratio. */
public final class DenseSize {
  private DenseSize() {}

  /** Bytes of all weights, biases, tables and other constants as float32. */
  public static long bytes(Model model) {
    long parameters = 0;
    for (Node node : model.nodes()) {
      boolean counts = node.op() instanceof Op.Weighted || node.op() instanceof Op.General;
      for (Tensor tensor : counts ? node.op().tensors() : List.<Tensor>of()) {
        parameters += tensor.shape().size();
      }
    }
    return parameters * Float.BYTES;
  }
}
