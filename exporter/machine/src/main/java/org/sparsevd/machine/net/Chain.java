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
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;

/** A net whose nodes stand one behind the other: convolutions that are pooled, dense layers. */
final class Chain {
  private final Model model;
  private final Set<String> watched;
  private final List<Filters> filters = new ArrayList<>();
  private final List<Layer> layers = new ArrayList<>();
  private final Map<String, String> notes = new HashMap<>();

  private Chain(Model model, Set<String> watched) {
    this.model = model;
    this.watched = watched;
  }

  /** The chain that a net is; nothing where it is none. */
  static Optional<Chain> of(Model model, Set<String> watched) {
    Chain chain = new Chain(model, watched);
    return model.isPlain() && chain.isWhole() ? Optional.of(chain) : Optional.empty();
  }

  private boolean isWhole() {
    String last = Model.INPUT;
    for (Node node : model.nodes()) {
      if (node.inputs().size() != 1 || !node.inputs().get(0).equals(last) || !add(node, last)) {
        return false;
      }
      last = node.name();
    }
    boolean pooled = filters.stream().allMatch(each -> each.pooled() != null);
    return pooled && !layers.isEmpty() && model.output().equals(last);
  }

  private boolean add(Node node, String read) {
    Shape shape = model.shape(read);
    if (node.op() instanceof Op.Dense dense) {
      SparseTensor weight = SparseTensor.of(dense.weight());
      boolean guarded = watched.contains(read);
      layers.add(new Layer(node.name(), weight, dense.bias(), false, guarded));
      return shape.rank() == 1;
    }
    if (node.op() instanceof Op.Relu) {
      return rectify(node);
    }
    if (node.op() instanceof Op.Conv2d || node.op() instanceof Op.MaxPool2d) {
      return layers.isEmpty() && !watched.contains(read) && addFilters(node, shape);
    }
    notes.put(node.name(), "same array as " + read);
    return node.op() instanceof Op.Flatten || node.op() instanceof Op.Reshape;
  }

  private boolean rectify(Node node) {
    int layer = layers.size() - 1;
    int filter = filters.size() - 1;
    if (layer >= 0) {
      layers.set(layer, layers.get(layer).withRectifier());
      notes.put(node.name(), "fused into " + layers.get(layer).name());
    } else if (filter >= 0) {
      filters.set(filter, filters.get(filter).withRectifier());
      notes.put(node.name(), "fused into " + filters.get(filter).name());
    }
    return layer >= 0 || filter >= 0;
  }

  private boolean addFilters(Node node, Shape shape) {
    int last = filters.size() - 1;
    boolean pooled = last < 0 || filters.get(last).pooled() != null;
    if (node.op() instanceof Op.Conv2d conv) {
      Filters added = new Filters(node.name(), conv, shape, null, false);
      filters.add(added);
      return shape.rank() == 3 && pooled && added.isPlain() && (last < 0 || !isPadded(conv));
    }
    Op.MaxPool2d pool = (Op.MaxPool2d) node.op();
    if (pooled || !pool.window().isPoolingByTwo()) {
      return false;
    }
    filters.set(last, filters.get(last).withPooling(model.shape(node.name())));
    notes.put(node.name(), "fused into " + filters.get(last).name());
    return true;
  }

  /** Zeros around an image are put there where the first convolution reads it. */
  private static boolean isPadded(Op.Conv2d conv) {
    return !conv.window().equals(conv.window().withPadding(0, 0, 0, 0));
  }

  /** Values of an input. */
  int inputs() {
    return model.inputShape().size();
  }

  /** Values of a result. */
  int outputs() {
    return layers.get(layers.size() - 1).rows();
  }

  /** The convolutions, in front of all layers. */
  List<Filters> filters() {
    return filters;
  }

  List<Layer> layers() {
    return layers;
  }

  /** What became of nodes that are no layers, by name. */
  Map<String, String> notes() {
    return notes;
  }
}
