package org.sparsevd.compress.flow;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/**
 * Which indices along every axis of each value the model's outputs depend on, found from the
 * outputs backwards.
 */
final class NeededSlices {
  private final Passing passing;
  private final ConstantSlices constants;
  private final Slices needed;
  private final Set<String> read = new HashSet<>();

  private NeededSlices(Passing passing) {
    this.passing = passing;
    this.constants = ConstantSlices.of(passing);
    this.needed = new Slices(passing.model());
  }

  static Slices of(Passing passing) {
    NeededSlices slices = new NeededSlices(passing);
    for (Model.Output output : passing.model().outputs()) {
      slices.needed.addAll(output.value());
      slices.read.add(output.value());
    }
    List<Node> nodes = passing.model().nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      slices.visit(nodes.get(i));
    }
    return slices.needed;
  }

  private void visit(Node node) {
    if (!read.contains(node.name()) || !needed.hasElements(node.name())) {
      return;
    }
    boolean[][] out = needed.of(node.name());
    if (node.op() instanceof Op.Recurrent op) {
      new RecurrentUnits(op).addRead(out[2]);
    }
    for (int input = 0; input < node.inputs().size(); input++) {
      String name = node.inputs().get(input);
      read.add(name);
      for (int axis : passing.loose(node, input)) {
        needed.addAll(name, axis);
      }
    }
    if (node.op() instanceof Op.Weighted op) {
      readColumns(WeightView.of(op), out[passing.rows(node)], columns(node));
    } else if (node.op() instanceof Op.Recurrent op) {
      new RecurrentUnits(op).markColumns(out[2], columns(node));
    }
    for (Link link : passing.of(node).links()) {
      mark(node, link, out);
    }
  }

  private boolean[] columns(Node node) {
    return needed.of(node.inputs().get(0))[passing.columns(node, 0)];
  }

  private void mark(Node node, Link link, boolean[][] out) {
    if (link instanceof Link.Picked picked) {
      boolean[] in = needed.of(node.inputs().get(picked.input()))[picked.from()];
      for (int i = 0; i < picked.places().length; i++) {
        in[picked.places()[i]] |= out[picked.to()][picked.at() + i];
      }
    } else if (link instanceof Link.Regrouped grid) {
      boolean[] elements =
          Regrouping.of(passing.model().shape(node.name()), grid.to(), grid.toCount())
              .elements(out, grid.to());
      String input = node.inputs().get(0);
      Regrouping.of(passing.model().shape(input), grid.from(), grid.fromCount())
          .mark(elements, needed.of(input), grid.from());
    } else if (link instanceof Link.Heads heads) {
      boolean[] alive = heads.alive(out[out.length - 1]);
      for (int input = 0; input < Link.Heads.INPUTS; input++) {
        heads.add(alive, needed.of(node.inputs().get(input))[out.length - 1]);
      }
    } else if (link instanceof Link.Contracted sum) {
      String a = node.inputs().get(0);
      String b = node.inputs().get(1);
      float[] first = constants.of(a, sum.first());
      float[] second = constants.of(b, sum.second());
      for (int i = 0; i < first.length; i++) {
        boolean reads = first[i] != 0 && second[i] != 0;
        needed.of(a)[sum.first()][i] |= reads;
        needed.of(b)[sum.second()][i] |= reads;
      }
    }
  }

  private static void readColumns(WeightView view, boolean[] out, boolean[] in) {
    for (int r = 0; r < out.length; r++) {
      for (int i = 0; out[r] && i < view.columns(); i++) {
        in[view.channel(r, i)] |= view.weight()[r * view.columns() + i] != 0;
      }
    }
  }
}
