package org.sparsevd.onnx.rewrite;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Tensor;

/**
 * Takes movements into the layers that read them, to the last bit. Rows and columns of zeros become
 * the padding of a convolution, and a transposition in front of a flattened dense layer an order of
 * its columns. What nobody reads any more goes.
 */
public final class Absorption {
  private final Model model;
  private final Map<String, Integer> readers;
  private final Map<String, Node> nodes = new LinkedHashMap<>();

  private Absorption(Model model) {
    this.model = model;
    this.readers = model.readers();
  }

  public static Model apply(Model model) {
    return new Absorption(model).apply();
  }

  private Model apply() {
    for (Node node : model.nodes()) {
      Node source = node.inputs().isEmpty() ? null : nodes.get(node.inputs().get(0));
      Node kept = node;
      if (node.op() instanceof Op.Conv2d conv
          && source != null
          && source.op() instanceof Op.Pad2d pad
          && pad.value() == 0) {
        Op padded = new Op.Conv2d(conv.weight(), conv.bias(), padded(conv, pad), conv.groups());
        kept = new Node(node.name(), padded, source.inputs());
      } else if (node.op() instanceof Op.Dense dense
          && source != null
          && source.op() instanceof Op.Flatten
          && readers.get(source.name()) == 1) {
        kept = node.with(overTransposition(dense, source));
      }
      nodes.put(kept.name(), kept);
    }
    return Unread.removed(model.withNodes(List.copyOf(nodes.values()), model.output()));
  }

  private static Window padded(Op.Conv2d conv, Op.Pad2d pad) {
    Window w = conv.window();
    return w.withPadding(
        Math.addExact(w.padTop(), pad.top()),
        Math.addExact(w.padLeft(), pad.left()),
        Math.addExact(w.padBottom(), pad.bottom()),
        Math.addExact(w.padRight(), pad.right()));
  }

  /** The layer that reads what a transposition in front of this Flatten reads. */
  private Op overTransposition(Op.Dense dense, Node flatten) {
    Node moved = nodes.get(flatten.inputs().get(0));
    if (moved == null || !(moved.op() instanceof Op.Transpose transpose)) {
      return dense;
    }
    nodes.put(flatten.name(), new Node(flatten.name(), flatten.op(), moved.inputs()));
    int[] sources = sources(model.shape(moved.inputs().get(0)), transpose.order());
    float[] weight = dense.weight().toArray();
    float[] ordered = new float[weight.length];
    for (int i = 0; i < weight.length; i++) {
      int column = i % sources.length;
      ordered[i - column + sources[column]] = weight[i];
    }
    Tensor result = new DenseTensor(dense.weight().shape(), ordered);
    boolean sparse = dense.weight() instanceof SparseTensor;
    return dense.with(sparse ? SparseTensor.of(result) : result, dense.bias());
  }

  /** For each element of the transposed value the element that it is. */
  private static int[] sources(Shape in, List<Integer> order) {
    int rank = in.rank();
    int[] strides = in.strides();
    int[] sources = new int[in.size()];
    for (int i = 0; i < sources.length; i++) {
      int rest = i;
      for (int axis = rank - 1; axis >= 0; axis--) {
        sources[i] += rest % in.dim(order.get(axis)) * strides[order.get(axis)];
        rest /= in.dim(order.get(axis));
      }
    }
    return sources;
  }
}
