package org.sparsevd.compress.weight;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
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
  private static final Window POINT = new Window(1, 1, 1, 1, 1, 1, 0, 0, 0, 0);

  /** Among the tensors of a recurrent layer, behind both matrices. */
  private static final int VECTORS = 2;

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

  /**
   * The layer that multiplies by it, with its biases; none where no input stands for a column. A
   * matrix of a recurrent layer is the weight of a dense one. Where its gates read different
   * numbers, each is a group of a convolution of one pixel.
   */
  public Optional<Op.Weighted> layer() {
    if (node.op() instanceof Op.Weighted layer) {
      return Optional.of(layer);
    }
    if (!(node.op() instanceof Op.Recurrent recurrent)) {
      return Optional.empty();
    }
    Tensor matrix = tensor();
    int rows = matrix.rows();
    float[] vectors = recurrent.vectors().toArray();
    float[] bias = Arrays.copyOfRange(vectors, number * rows, (number + 1) * rows);
    if (number == 0 || !recurrent.resetsStates()) {
      return Optional.of(new Op.Dense(matrix, bias));
    }
    Shape filters = Shape.of(rows, matrix.columns(), 1, 1);
    DenseTensor weight = new DenseTensor(filters, matrix.toArray());
    return Optional.of(new Op.Conv2d(weight, bias, POINT, recurrent.kind().cell().gates()));
  }

  /** The node's operator with weights and biases of what {@link #layer} was changed to. */
  public Op with(Op.Weighted layer) {
    if (!(node.op() instanceof Op.Recurrent recurrent)) {
      return layer;
    }
    float[] vectors = recurrent.vectors().toArray();
    float[] bias = layer.bias();
    System.arraycopy(bias, 0, vectors, number * bias.length, bias.length);
    List<Tensor> tensors = new ArrayList<>(recurrent.tensors());
    tensors.set(number, new DenseTensor(tensor().shape(), layer.weight().toArray()));
    tensors.set(VECTORS, new DenseTensor(recurrent.vectors().shape(), vectors));
    return recurrent.withTensors(tensors);
  }

  /** The same tensor of a model that was made from this one's, and kept the node. */
  public WeightTensor in(Model model) {
    for (Node other : model.nodes()) {
      if (other.name().equals(node.name())) {
        return new WeightTensor(other, number);
      }
    }
    throw new IllegalArgumentException("the model has no node '" + node.name() + "'");
  }

  /** The values as files lay them out: those of a layer as they are, others in lines. */
  public Tensor matrix() {
    Tensor tensor = tensor();
    Shape lines = isLayer() ? tensor.shape() : tensor.shape().matrix();
    return lines.equals(tensor.shape()) ? tensor : new DenseTensor(lines, tensor.toArray());
  }
}
