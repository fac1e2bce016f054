package org.sparsevd.machine.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.SparseTensor;

/**
 * A net of dense layers, one behind the other.
 *
 * @param notes what became of nodes that are no layers, by name
 */
record Chain(int inputs, List<Layer> layers, Map<String, String> notes) {

  /** The chain that a net is; nothing where it is none. */
  static Optional<Chain> of(Model model, Set<String> watched) {
    if (!model.isPlain()) {
      return Optional.empty();
    }
    List<Layer> layers = new ArrayList<>();
    Map<String, String> notes = new HashMap<>();
    String last = Model.INPUT;
    for (Node node : model.nodes()) {
      if (node.inputs().size() != 1 || !node.inputs().get(0).equals(last)) {
        return Optional.empty();
      }
      if (!add(node, model, watched.contains(last), layers, notes)) {
        return Optional.empty();
      }
      last = node.name();
    }
    boolean whole = !layers.isEmpty() && model.output().equals(last);
    return whole
        ? Optional.of(new Chain(model.inputShape().size(), layers, notes))
        : Optional.empty();
  }

  private static boolean add(
      Node node, Model model, boolean guarded, List<Layer> layers, Map<String, String> notes) {
    if (node.op() instanceof Op.Dense dense) {
      SparseTensor weight = SparseTensor.of(dense.weight());
      layers.add(new Layer(node.name(), weight, dense.bias(), false, guarded));
      return model.shape(node.inputs().get(0)).rank() == 1;
    }
    if (node.op() instanceof Op.Relu && !layers.isEmpty()) {
      int last = layers.size() - 1;
      notes.put(node.name(), "fused into " + layers.get(last).name());
      layers.set(last, layers.get(last).withRectifier());
      return true;
    }
    notes.put(node.name(), "same array as " + node.inputs().get(0));
    return node.op() instanceof Op.Flatten || node.op() instanceof Op.Reshape;
  }

  int outputs() {
    return layers.get(layers.size() - 1).rows();
  }
}
