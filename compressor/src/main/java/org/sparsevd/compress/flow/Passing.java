package org.sparsevd.compress.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Shape;

/**
 * The passages of a model's nodes, and which axes of each are rows and columns of a weight: those
 * can be dropped one by one.
 */
final class Passing {
  private static final int IMAGE_RANK = 3;

  /** No axis. */
  static final int NONE = -1;

  private final Model model;
  private final Map<String, Passage> passages = new HashMap<>();

  Passing(Model model) {
    this.model = model;
    Map<String, float[]> constants = new HashMap<>();
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Constant constant) {
        constants.put(node.name(), constant.values().values());
      }
      List<float[]> known = new ArrayList<>();
      node.inputs().forEach(input -> known.add(constants.get(input)));
      passages.put(
          node.name(),
          node.op().accept(new Passages(inputShapes(node), known, model.shape(node.name()))));
    }
  }

  Model model() {
    return model;
  }

  Passage of(Node node) {
    return passages.get(node.name());
  }

  List<Shape> inputShapes(Node node) {
    List<Shape> shapes = new ArrayList<>();
    node.inputs().forEach(input -> shapes.add(model.shape(input)));
    return shapes;
  }

  /** The axis of an input that the columns of a weight read. */
  int columns(Node node, int input) {
    if (input > 0) {
      return NONE;
    }
    int rank = model.shape(node.inputs().get(0)).rank();
    if (node.op() instanceof Op.Conv2d) {
      return rank - IMAGE_RANK;
    }
    boolean weighted = node.op() instanceof Op.Dense || node.op() instanceof Op.Recurrent;
    return weighted ? rank - 1 : NONE;
  }

  /** The axis of the output that has an index for each row, or for each unit, of a weight. */
  int rows(Node node) {
    return node.inputs().isEmpty() ? NONE : columns(node, 0);
  }

  /** The axes of an input that have no link, and are no columns: all of them is read. */
  List<Integer> loose(Node node, int input) {
    boolean[] linked = new boolean[model.shape(node.inputs().get(input)).rank()];
    for (Link link : of(node).links()) {
      if (link instanceof Link.Picked picked && picked.input() == input) {
        linked[picked.from()] = true;
      } else if (link instanceof Link.Regrouped grid && input == 0) {
        fill(linked, grid.from(), grid.fromCount());
      } else if (link instanceof Link.Contracted sum && input < 2) {
        linked[input == 0 ? sum.first() : sum.second()] = true;
      } else if (link instanceof Link.Heads && input < Link.Heads.INPUTS) {
        linked[linked.length - 1] = true;
      }
    }
    return missing(linked, columns(node, input));
  }

  /** The axes of the output that have no link, and are no rows: all of them is there. */
  List<Integer> loose(Node node) {
    if (node.op() instanceof Op.Constant) {
      return List.of();
    }
    boolean[] linked = new boolean[model.shape(node.name()).rank()];
    for (Link link : of(node).links()) {
      if (link instanceof Link.Picked picked) {
        linked[picked.to()] = true;
      } else if (link instanceof Link.Regrouped grid) {
        fill(linked, grid.to(), grid.toCount());
      } else if (link instanceof Link.Heads) {
        linked[linked.length - 1] = true;
      }
    }
    return missing(linked, rows(node));
  }

  private static void fill(boolean[] set, int from, int count) {
    for (int i = 0; i < count; i++) {
      set[from + i] = true;
    }
  }

  private static List<Integer> missing(boolean[] linked, int except) {
    List<Integer> missing = new ArrayList<>();
    for (int axis = 0; axis < linked.length; axis++) {
      if (!linked[axis] && axis != except) {
        missing.add(axis);
      }
    }
    return missing;
  }
}
