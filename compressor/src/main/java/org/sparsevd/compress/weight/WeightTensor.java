package org.sparsevd.compress.weight;

import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Tensor;

/**
 * A tensor that compression works on.
 *
 * @param node whose operator has it
 * @param number as files count the operator's tensors
 */
public record WeightTensor(Node node, int number) {
  /** The values. */
  public Tensor tensor() {
    return node.op() instanceof Op.Weighted layer
        ? layer.weight()
        : node.op().tensors().get(number);
  }

  /** Whether it is the weight of a dense or convolutional layer. */
  public boolean isLayer() {
    return node.op() instanceof Op.Weighted;
  }

  /** The values as files lay them out: those of a layer as they are, others in lines. */
  public Tensor matrix() {
    Tensor tensor = tensor();
    Shape lines = isLayer() ? tensor.shape() : tensor.shape().matrix();
    return lines.equals(tensor.shape()) ? tensor : new DenseTensor(lines, tensor.toArray());
  }
}
