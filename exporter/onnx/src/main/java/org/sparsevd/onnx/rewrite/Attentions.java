package org.sparsevd.onnx.rewrite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;

/**
 * Attention written out: a softmax of scaled products of queries and turned keys, with a mask or
 * without, times values. Scales stand at the products, the queries or the keys. Where heads are cut
 * out of rows before and joined to rows behind, that becomes part of it.
 */
final class Attentions {
  private final Formulas formulas;

  Attentions(Formulas formulas) {
    this.formulas = formulas;
  }

  /** The scores of attention as far as they are known. */
  private record Scores(String products, double scale, Op.Mask kind, String mask) {}

  /** The nodes that stand for this one, which comes last; null where it is no attention. */
  List<Node> match(Node node) {
    if (node.op() instanceof Op.MatMul) {
      return mixture(node);
    }
    return node.op() instanceof Op.Reshape reshape ? joined(node, reshape.target()) : null;
  }

  private List<Node> mixture(Node node) {
    Op.Along along = formulas.op(node.inputs().get(0), Op.Along.class);
    int rank = formulas.shape(node.inputs().get(0)).rank();
    if (along == null || along.function() != Op.Line.SOFTMAX || along.axis() != rank - 1) {
      return null;
    }
    String shares = formulas.node(node.inputs().get(0)).inputs().get(0);
    Scores scores = scores(shares);
    if (scores == null || !formulas.shape(scores.products).equals(formulas.shape(shares))) {
      return null;
    }
    List<String> operands = formulas.node(scores.products).inputs();
    Formulas.Product queries = formulas.single(operands.get(0));
    Formulas.Product keys = formulas.single(operands.get(1));
    String values = node.inputs().get(1);
    double scale = scores.scale * queries.number() * keys.number();
    if (!sameShapes(queries.factors(), operands.subList(0, 1))
        || !sameShapes(keys.factors(), operands.subList(1, 2))
        || !alike(queries.factors().get(0), keys.factors().get(0), values)) {
      return null;
    }
    List<Node> nodes = new ArrayList<>();
    List<String> inputs = new ArrayList<>(List.of(queries.factors().get(0)));
    inputs.add(turned(keys.factors().get(0), node.name() + "_keys", nodes));
    inputs.add(values);
    if (scores.mask != null) {
      inputs.add(scores.mask);
    }
    nodes.add(
        new Node(node.name(), new Op.Attention(1, scores.kind, false, (float) scale), inputs));
    return nodes;
  }

  private boolean sameShapes(List<String> a, List<String> b) {
    return a.stream()
        .map(formulas::shape)
        .toList()
        .equals(b.stream().map(formulas::shape).toList());
  }

  /** Whether nothing is broadcast but the mask. */
  private boolean alike(String queries, String keys, String values) {
    Shape q = formulas.shape(queries);
    Shape k = formulas.shape(keys);
    Shape v = formulas.shape(values);
    boolean alike = q.rank() == k.rank() && q.rank() == v.rank();
    for (int axis = 0; alike && axis < q.rank() - 2; axis++) {
      Dim extent = q.extent(axis);
      alike = extent.equals(k.extent(axis)) && extent.equals(v.extent(axis));
    }
    return alike;
  }

  /** A sum with a mask, a choice by a mask, or scaled products; null where it is none. */
  private Scores scores(String value) {
    List<String> sum = formulas.operands(Op.BinaryFunction.PLUS, value);
    for (int i = 0; sum != null && i < 2; i++) {
      Scores products = products(sum.get(i));
      if (products != null && formulas.shape(sum.get(i)).equals(formulas.shape(value))) {
        return new Scores(products.products, products.scale, Op.Mask.ADDED, sum.get(1 - i));
      }
    }
    Node node = formulas.node(value);
    if (node != null && node.op() instanceof Op.Where) {
      boolean hides = formulas.number(node.inputs().get(2)) == Double.NEGATIVE_INFINITY;
      Scores products = hides ? products(node.inputs().get(1)) : null;
      return products == null
          ? null
          : new Scores(products.products, products.scale, Op.Mask.KEPT, node.inputs().get(0));
    }
    return products(value);
  }

  private Scores products(String value) {
    Formulas.Product product = formulas.single(value);
    String products = product.factors().get(0);
    return formulas.op(products, Op.MatMul.class) == null
        ? null
        : new Scores(products, product.number(), Op.Mask.NONE, null);
  }

  /** The value with its last two dimensions exchanged: what was turned so, or new nodes. */
  private String turned(String value, String name, List<Node> nodes) {
    Shape shape = formulas.shape(value);
    int last = shape.rank() - 1;
    List<Integer> order = new ArrayList<>();
    for (int axis = 0; axis < last - 1; axis++) {
      order.add(axis);
    }
    order.addAll(List.of(last, last - 1));
    Node made = formulas.node(value);
    if (made != null && made.op() instanceof Op.MoveAxes move) {
      List<Integer> both = order.stream().map(move.order()::get).toList();
      if (both.equals(order.stream().sorted().toList())) {
        return made.inputs().get(0);
      }
      return added(new Op.MoveAxes(both), made.inputs().get(0), name, nodes);
    }
    if (made != null && made.op() instanceof Op.Reshape && keepsLast(made, shape)) {
      String inner = turned(made.inputs().get(0), name + "_turned", nodes);
      Dim[] dims = shape.extents();
      Collections.swap(Arrays.asList(dims), last, last - 1);
      return added(new Op.Reshape(Shape.of(dims)), inner, name, nodes);
    }
    return added(new Op.MoveAxes(order), value, name, nodes);
  }

  /** Whether the last two dimensions are those before, so that they may as well change places. */
  private boolean keepsLast(Node reshape, Shape shape) {
    Shape before = formulas.shape(reshape.inputs().get(0));
    int rank = before.rank();
    return rank >= 2
        && before.extent(rank - 1).equals(shape.extent(shape.rank() - 1))
        && before.extent(rank - 2).equals(shape.extent(shape.rank() - 2));
  }

  private String added(Op op, String input, String wanted, List<Node> nodes) {
    Node node = new Node(formulas.free(wanted), op, List.of(input));
    nodes.add(node);
    return node.name();
  }

  /** Attention of several heads, where they are cut out of rows and joined to rows again. */
  private List<Node> joined(Node node, Shape target) {
    String moved = node.inputs().get(0);
    String inner = swapped(moved);
    Op.Attention attention = inner == null ? null : formulas.op(inner, Op.Attention.class);
    Shape apart = formulas.shape(moved);
    if (attention == null
        || attention.heads() != 1
        || formulas.readers(inner) > 1
        || !isJoined(apart, target)) {
      return null;
    }
    int heads = apart.dim(apart.rank() - 2);
    List<String> inputs = new ArrayList<>(formulas.node(inner).inputs());
    for (int i = 0; i < 3; i++) {
      String rows = swapped(inputs.get(i));
      Node cut = rows == null ? null : formulas.node(rows);
      if (cut == null
          || !(cut.op() instanceof Op.Reshape)
          || !isJoined(formulas.shape(rows), formulas.shape(cut.inputs().get(0)))) {
        return null;
      }
      inputs.set(i, cut.inputs().get(0));
    }
    Op op = new Op.Attention(heads, attention.mask(), attention.causal(), attention.scale());
    return List.of(new Node(node.name(), op, inputs));
  }

  /** What a value is of which rows and heads were exchanged; null where they were not. */
  private String swapped(String value) {
    Op.MoveAxes move = formulas.op(value, Op.MoveAxes.class);
    int rank = move == null ? 0 : move.order().size();
    List<Integer> wanted = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      wanted.add(axis == rank - 3 ? rank - 2 : axis == rank - 2 ? rank - 3 : axis);
    }
    boolean swaps = rank >= 3 && move.order().equals(wanted);
    return swaps ? formulas.node(value).inputs().get(0) : null;
  }

  /** Whether the last two dimensions of one shape are one of the other: heads of a known number. */
  private static boolean isJoined(Shape apart, Shape rows) {
    int rank = rows.rank();
    boolean fits = apart.rank() == rank + 1 && apart.extent(rank - 1).isNumber();
    for (int axis = 0; fits && axis < rank - 1; axis++) {
      fits = apart.extent(axis).equals(rows.extent(axis));
    }
    return fits
        && apart.dim(rank - 1) > 1
        && apart.extent(rank - 1).times(apart.extent(rank)).equals(rows.extent(rank - 1));
  }
}
