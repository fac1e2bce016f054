package org.sparsevd.compress.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/**
 * Which indices along the axes of each value must stay so that shapes fit: the needed ones, and
 * those tied to them. Only weights can drop a row or a column by themselves; any other operator has
 * the indices of its inputs. A grouped convolution drops whole groups, and as many channels of each
 * group that stays. Where zeros come in fours, units and channels go in fours. Inputs of the model
 * keep all, every axis keeps one at least.
 */
final class PresentSlices {
  private final Passing passing;
  private final Slices present;
  private final Map<String, Quads> quads = new HashMap<>();
  private boolean changed;

  private PresentSlices(Passing passing, Slices needed) {
    this.passing = passing;
    this.present = needed.copy();
  }

  static Slices of(Passing passing, Slices needed) {
    PresentSlices slices = new PresentSlices(passing, needed);
    Model model = passing.model();
    model.inputs().forEach(input -> slices.present.addAll(input.name()));
    model.nodes().forEach(slices::keepLoose);
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted op) {
        slices.quads.put(node.name(), Quads.of(op));
      }
    }
    do {
      slices.changed = false;
      for (Node node : model.nodes()) {
        slices.keepOneEach(node);
        slices.keepFours(node);
        slices.tie(node);
      }
    } while (slices.changed);
    return slices.present;
  }

  private void keepLoose(Node node) {
    passing.loose(node).forEach(axis -> present.addAll(node.name(), axis));
    for (int input = 0; input < node.inputs().size(); input++) {
      String name = node.inputs().get(input);
      passing.loose(node, input).forEach(axis -> present.addAll(name, axis));
    }
  }

  private void keepOneEach(Node node) {
    for (boolean[] set : present.of(node.name())) {
      if (set != null && Slices.isEmpty(set)) {
        set[0] = true;
        changed = true;
      }
    }
  }

  private void keepFours(Node node) {
    Quads four = quads.get(node.name());
    if (four != null && four.ofUnits()) {
      keepFours(present.of(node.name())[passing.rows(node)]);
    }
    if (four != null && four.ofInputs()) {
      keepFours(present.of(node.inputs().get(0))[passing.columns(node, 0)]);
    }
  }

  private void keepFours(boolean[] set) {
    for (int from = 0; from < set.length; from += Quads.SIZE) {
      int to = Math.min(set.length, from + Quads.SIZE);
      boolean any = false;
      for (int i = from; i < to; i++) {
        any |= set[i];
      }
      for (int i = from; any && i < to; i++) {
        changed |= !set[i];
        set[i] = true;
      }
    }
  }

  private void tie(Node node) {
    boolean[][] out = present.of(node.name());
    if (node.op() instanceof Op.Conv2d conv && conv.groups() > 1) {
      boolean[] in = present.of(node.inputs().get(0))[passing.columns(node, 0)];
      tieGroups(conv.groups(), in, out[passing.rows(node)]);
    } else if (node.op() instanceof Op.Recurrent op) {
      changed |= new RecurrentUnits(op).tieCells(out[2]);
    }
    for (Link link : passing.of(node).links()) {
      tie(node, link, out);
    }
  }

  private void tie(Node node, Link link, boolean[][] out) {
    if (link instanceof Link.Picked picked) {
      boolean[] in = present.of(node.inputs().get(picked.input()))[picked.from()];
      for (int i = 0; i < picked.places().length; i++) {
        tie(in, picked.places()[i], out[picked.to()], picked.at() + i);
      }
    } else if (link instanceof Link.Regrouped grid) {
      String input = node.inputs().get(0);
      boolean[][] in = present.of(input);
      Regrouping from = Regrouping.of(passing.model().shape(input), grid.from(), grid.fromCount());
      Regrouping to = Regrouping.of(passing.model().shape(node.name()), grid.to(), grid.toCount());
      changed |= to.mark(from.elements(in, grid.from()), out, grid.to());
      changed |= from.mark(to.elements(out, grid.to()), in, grid.from());
    } else if (link instanceof Link.Heads heads) {
      tieHeads(node, heads, out[out.length - 1]);
    } else if (link instanceof Link.Contracted sum) {
      boolean[] a = present.of(node.inputs().get(0))[sum.first()];
      boolean[] b = present.of(node.inputs().get(1))[sum.second()];
      for (int i = 0; i < a.length; i++) {
        tie(a, i, b, i);
      }
    }
  }

  private void tieHeads(Node node, Link.Heads heads, boolean[] out) {
    List<boolean[]> sets = new ArrayList<>(List.of(out));
    for (int input = 0; input < Link.Heads.INPUTS; input++) {
      boolean[][] axes = present.of(node.inputs().get(input));
      sets.add(axes[axes.length - 1]);
    }
    boolean[] alive = new boolean[heads.count()];
    for (boolean[] set : sets) {
      boolean[] own = heads.alive(set);
      for (int head = 0; head < alive.length; head++) {
        alive[head] |= own[head];
      }
    }
    for (int head = 0; Slices.count(alive) < Link.Heads.FEWEST; head++) {
      alive[head] = true;
    }
    for (boolean[] set : sets) {
      changed |= heads.add(alive, set);
    }
  }

  /** Both are there, or none. */
  private void tie(boolean[] a, int i, boolean[] b, int j) {
    changed |= a[i] != b[j];
    boolean either = a[i] || b[j];
    a[i] = either;
    b[j] = either;
  }

  private void tieGroups(int groups, boolean[] in, boolean[] out) {
    boolean[] alive = new boolean[groups];
    for (boolean[] set : List.of(in, out)) {
      for (int c = 0; c < set.length; c++) {
        alive[c / (set.length / groups)] |= set[c];
      }
    }
    keepAsMany(in, alive);
    keepAsMany(out, alive);
  }

  /** Every group that is alive has as many channels in the set as the one with most, at least 1. */
  private void keepAsMany(boolean[] set, boolean[] alive) {
    int size = set.length / alive.length;
    int[] counts = new int[alive.length];
    int most = 1;
    for (int c = 0; c < set.length; c++) {
      counts[c / size] += set[c] ? 1 : 0;
      most = Math.max(most, counts[c / size]);
    }
    for (int c = 0; c < set.length; c++) {
      if (alive[c / size] && !set[c] && counts[c / size] < most) {
        set[c] = true;
        counts[c / size]++;
        changed = true;
      }
    }
  }
}
