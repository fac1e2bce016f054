package org.sparsevd.onnx.rewrite;

import java.util.List;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Shape;

/**
 * Layer normalisation written out: a value less its mean, divided by the root of the mean of its
 * squares and a small number. Without the mean it is RMS normalisation.
 */
final class Normalisations {
  private final Formulas formulas;

  Normalisations(Formulas formulas) {
    this.formulas = formulas;
  }

  /** The node as one operator; null where it is none. */
  Node match(Node node) {
    List<String> over = formulas.operands(Op.BinaryFunction.OVER, node.name());
    if (over != null) {
      return normalised(node, over.get(0), radicand(over.get(1)));
    }
    List<String> times = formulas.operands(Op.BinaryFunction.TIMES, node.name());
    for (int i = 0; times != null && i < 2; i++) {
      Node found = normalised(node, times.get(i), reciprocal(times.get(1 - i)));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** What the value is the root of; null where it is none. */
  private String radicand(String value) {
    String of = formulas.of(Op.Function.SQRT, value);
    return of == null ? power(value, 0.5) : of;
  }

  /** What the value is the reciprocal of the root of; null where it is none. */
  private String reciprocal(String value) {
    String of = formulas.of(Op.Function.RECIPROCAL, value);
    List<String> over = formulas.operands(Op.BinaryFunction.OVER, value);
    if (of == null && over != null && formulas.number(over.get(0)) == 1) {
      of = over.get(1);
    }
    return of == null ? power(value, -0.5) : radicand(of);
  }

  private String power(String value, double exponent) {
    List<String> power = formulas.operands(Op.BinaryFunction.POWER, value);
    return power != null && formulas.number(power.get(1)) == exponent ? power.get(0) : null;
  }

  private Node normalised(Node node, String dividend, String radicand) {
    Formulas.Sum sum = radicand == null ? null : formulas.sum(radicand);
    Op.Reduce mean = sum == null ? null : mean(sum.value());
    if (mean == null || !(sum.number() >= 0)) {
      return null;
    }
    Formulas.Product squares = formulas.product(formulas.node(sum.value()).inputs().get(0));
    Shape shape = formulas.shape(dividend);
    boolean squared =
        squares.number() == 1
            && squares.factors().size() == 2
            && same(squares.factors().get(0), dividend)
            && same(squares.factors().get(1), dividend);
    if (!squared || !isLast(mean.axes(), shape) || !shape.equals(formulas.shape(node.name()))) {
      return null;
    }
    String centre = centre(dividend, mean);
    Op op = new Op.Normalise(mean.axes().get(0), centre != null, (float) sum.number());
    return new Node(node.name(), op, List.of(centre == null ? dividend : centre));
  }

  private Op.Reduce mean(String value) {
    Op.Reduce reduce = formulas.op(value, Op.Reduce.class);
    return reduce != null && reduce.fold() == Op.Fold.MEAN ? reduce : null;
  }

  /** Whether these are the last axes, all of them from one on. */
  private static boolean isLast(List<Integer> axes, Shape shape) {
    int first = shape.rank() - axes.size();
    return !axes.isEmpty() && axes.get(0) == first && axes.get(axes.size() - 1) == shape.rank() - 1;
  }

  /** The value whose mean over the same axes was subtracted; null where there is none. */
  private String centre(String value, Op.Reduce mean) {
    List<String> minus = formulas.operands(Op.BinaryFunction.MINUS, value);
    boolean centred =
        minus != null
            && mean.equals(mean(minus.get(1)))
            && formulas.node(minus.get(1)).inputs().get(0).equals(minus.get(0))
            && formulas.shape(minus.get(0)).equals(formulas.shape(value));
    return centred ? minus.get(0) : null;
  }

  /** Whether two values are one, or made alike of the same values. */
  private boolean same(String a, String b) {
    Node first = formulas.node(a);
    Node second = formulas.node(b);
    return a.equals(b)
        || first != null
            && second != null
            && first.op().equals(second.op())
            && sameInputs(first, second);
  }

  private boolean sameInputs(Node first, Node second) {
    for (int i = 0; i < first.inputs().size(); i++) {
      String a = first.inputs().get(i);
      String b = second.inputs().get(i);
      Op.Reduce mean = mean(a);
      boolean means =
          mean != null
              && mean.equals(mean(b))
              && formulas.node(a).inputs().equals(formulas.node(b).inputs());
      if (!a.equals(b) && !means) {
        return false;
      }
    }
    return true;
  }
}
