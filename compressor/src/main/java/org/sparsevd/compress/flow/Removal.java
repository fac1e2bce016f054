package org.sparsevd.compress.flow;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;

/**
 * What of a model its outputs depend on, and what must stay beside it so that shapes fit; and the
 * nodes over that. Inputs keep their shapes, and outputs all of their elements.
 */
public final class Removal {
  private final Passing passing;
  private final Slices needed;
  private final Slices present;

  private Removal(Passing passing) {
    this.passing = passing;
    this.needed = NeededSlices.of(passing);
    this.present = PresentSlices.of(passing, needed);
  }

  public static Removal of(Model model) {
    return new Removal(new Passing(model));
  }

  /** What becomes of a layer's weight, and of anything that lies beside it. */
  public UnaryOperator<Op.Weighted> change(Node layer) {
    boolean[] rows = needed.of(layer.name())[passing.rows(layer)];
    boolean[] out = present.of(layer.name())[passing.rows(layer)];
    boolean[] in = present.of(layer.inputs().get(0))[passing.columns(layer, 0)];
    return op -> silenced(op, rows).select(out, in);
  }

  /** Whether a layer changes. */
  public boolean changes(Node layer) {
    return !present.isAll(layer.name())
        || !present.isAll(layer.inputs().get(0))
        || !silent((Op.Weighted) layer.op(), needed.of(layer.name())[passing.rows(layer)]);
  }

  /**
   * Zeros for the units that stay only because shapes must fit. A unit without weights stays the
   * constant that others count on.
   */
  private static WeightView silenced(Op.Weighted op, boolean[] needed) {
    WeightView view = WeightView.of(op);
    float[] bias = op.bias().clone();
    for (int r = 0; r < needed.length; r++) {
      if (!needed[r] && !view.isZeroRow(r)) {
        for (int i = 0; i < view.columns(); i++) {
          view.weight()[r * view.columns() + i] = 0;
        }
        bias[r] = 0;
      }
    }
    return WeightView.of(view.with(bias));
  }

  private static boolean silent(Op.Weighted op, boolean[] needed) {
    WeightView view = WeightView.of(op);
    for (int r = 0; r < needed.length; r++) {
      if (!needed[r] && !view.isZeroRow(r)) {
        return false;
      }
    }
    return true;
  }

  /** The model over what is present. */
  public Model apply() {
    Model model = passing.model();
    Set<String> names = new HashSet<>();
    model.nodes().forEach(node -> names.add(node.name()));
    List<Node> nodes = new ArrayList<>();
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted layer) {
        nodes.add(changes(node) ? node.with(change(node).apply(layer)) : node);
      } else if (isWhole(node)) {
        nodes.add(node);
      } else {
        List<boolean[][]> inputs = node.inputs().stream().map(present::of).toList();
        Op op = new Cut(inputs, present.of(node.name())).of(node.op());
        Node indices = op instanceof Op.Gather gather ? indices(gather, node, names) : null;
        if (indices != null) {
          nodes.add(indices);
          node = node.renamed(node.name(), List.of(node.inputs().get(0), indices.name()));
        }
        nodes.add(op == node.op() ? node : node.with(op));
      }
    }
    return model.withNodes(nodes, model.outputs());
  }

  private boolean isWhole(Node node) {
    return present.isAll(node.name()) && node.inputs().stream().allMatch(present::isAll);
  }

  /** Indices of their own for a node whose known indices change; null where they do not. */
  private Node indices(Op.Gather gather, Node node, Set<String> names) {
    boolean[] data = present.of(node.inputs().get(0))[gather.axis()];
    String known = node.inputs().get(1);
    if (data == null || Slices.count(data) == data.length) {
      return null;
    }
    for (Node source : passing.model().nodes()) {
      if (source.name().equals(known) && source.op() instanceof Op.Constant constant) {
        DenseTensor kept = Cut.tensor(constant.values(), present.of(known));
        String name = OwnConstants.unused(node.name() + "_indices", names);
        return new Node(name, new Op.Constant(constant.type(), Cut.indices(kept, data)), List.of());
      }
    }
    return null;
  }

  /**
   * Kinds of operators that keep all channels of what they read, and how many nodes there are of
   * each; layers and windows over images are none.
   */
  public static Map<String, Integer> keepingAll(Model model) {
    Passing passing = new Passing(model);
    Map<String, Integer> kinds = new TreeMap<>();
    for (Node node : model.nodes()) {
      boolean counts = node.op() instanceof Op.General || node.op() instanceof Op.OverChannels;
      boolean keeps = false;
      for (int input = 0; counts && input < node.inputs().size(); input++) {
        for (int axis : passing.loose(node, input)) {
          var extent = model.shape(node.inputs().get(input)).extent(axis);
          keeps |= extent.isNumber() && extent.number() > 1;
        }
      }
      if (keeps) {
        kinds.merge(node.op().kind().row().name(), 1, Integer::sum);
      }
    }
    return kinds;
  }
}
