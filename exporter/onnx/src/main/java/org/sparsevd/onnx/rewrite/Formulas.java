package org.sparsevd.onnx.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Shape;

/**
 * What values of a model are made of, as formulas: products of factors, sums with numbers. How a
 * file brackets them, and in which order they stand, makes no difference.
 */
final class Formulas {
  /** More than any pattern has; powers of powers would not end. */
  private static final int MOST_FACTORS = 6;

  private final Model model;
  private final Map<String, Node> nodes = new HashMap<>();
  private final Map<String, Integer> readers;
  private final Set<String> names = new HashSet<>();

  /** Shapes of values that the model does not have. */
  private final Map<String, Shape> added = new HashMap<>();

  Formulas(Model model) {
    this.model = model;
    this.readers = model.readers();
    model.inputs().forEach(input -> names.add(input.name()));
    model.nodes().forEach(node -> names.add(node.name()));
  }

  /** A number times values. */
  record Product(double number, List<String> factors) {
    /** Whether it is this number times these two values. */
    boolean is(double wanted, String... values) {
      List<String> left = new ArrayList<>(factors);
      boolean all = close(number, wanted) && left.size() == values.length;
      for (String value : values) {
        all &= left.remove(value);
      }
      return all;
    }
  }

  /** A value plus a number. */
  record Sum(String value, double number) {}

  /** Whether two numbers differ by no more than float32 rounds. */
  static boolean close(double a, double b) {
    return Math.abs(a - b) <= 1e-6 * Math.abs(b);
  }

  void put(Node node) {
    nodes.put(node.name(), node);
    if (names.add(node.name())) {
      added.put(node.name(), shape(node));
    }
  }

  private Shape shape(Node node) {
    return node.op().outputShape(node.inputs().stream().map(this::shape).toList());
  }

  /** The name, or one like it that no value has. */
  String free(String wanted) {
    String name = wanted;
    while (names.contains(name)) {
      name += "_";
    }
    return name;
  }

  /** How many nodes of the model read a value; outputs count as well. */
  int readers(String value) {
    return readers.getOrDefault(value, 0);
  }

  /** The node that makes a value; null of an input. */
  Node node(String value) {
    return nodes.get(value);
  }

  Shape shape(String value) {
    Shape own = added.get(value);
    return own == null ? model.shape(value) : own;
  }

  /** The operator that makes a value, where it is of this kind; else null. */
  <T extends Op> T op(String value, Class<T> type) {
    Node node = nodes.get(value);
    return node != null && type.isInstance(node.op()) ? type.cast(node.op()) : null;
  }

  /** What this function of one value is of; null where the value is not made by it. */
  String of(Op function, String value) {
    Node node = nodes.get(value);
    return node != null && node.op().equals(function) ? node.inputs().get(0) : null;
  }

  /** The only number of a constant; not a number where the value is none. */
  double number(String value) {
    Op.Constant constant = op(value, Op.Constant.class);
    return constant != null && constant.values().shape().size() == 1
        ? constant.values().toArray()[0]
        : Double.NaN;
  }

  /** The two operands where the value is made by this function of floats; else null. */
  List<String> operands(Op.BinaryFunction function, String value) {
    Node node = nodes.get(value);
    return node != null && node.op().equals(new Op.Binary(function)) ? node.inputs() : null;
  }

  /** The value as a sum with a number; null where it is none. */
  Sum sum(String value) {
    List<String> plus = operands(Op.BinaryFunction.PLUS, value);
    if (plus != null) {
      double second = number(plus.get(1));
      return Double.isNaN(second)
          ? sumOrNull(plus.get(1), number(plus.get(0)))
          : new Sum(plus.get(0), second);
    }
    List<String> minus = operands(Op.BinaryFunction.MINUS, value);
    return minus == null ? null : sumOrNull(minus.get(0), -number(minus.get(1)));
  }

  private static Sum sumOrNull(String value, double number) {
    return Double.isNaN(number) ? null : new Sum(value, number);
  }

  /** The value as a product; of itself where it is none. */
  Product product(String value) {
    List<String> factors = new ArrayList<>();
    double number = collect(value, factors);
    return factors.size() <= MOST_FACTORS
        ? new Product(number, factors)
        : new Product(1, List.of(value));
  }

  /** The value as a number times one value; of itself where it is no such product. */
  Product single(String value) {
    Product product = product(value);
    return product.factors.size() == 1 ? product : new Product(1, List.of(value));
  }

  /** Adds the factors of a value and returns the number that stands before them. */
  private double collect(String value, List<String> factors) {
    if (factors.size() > MOST_FACTORS) {
      return 1;
    }
    double own = number(value);
    if (!Double.isNaN(own)) {
      return own;
    }
    List<String> times = operands(Op.BinaryFunction.TIMES, value);
    if (times != null) {
      return collect(times.get(0), factors) * collect(times.get(1), factors);
    }
    List<String> over = operands(Op.BinaryFunction.OVER, value);
    if (over != null && !Double.isNaN(number(over.get(1)))) {
      return collect(over.get(0), factors) / number(over.get(1));
    }
    List<String> power = operands(Op.BinaryFunction.POWER, value);
    double exponent = power == null ? 0 : number(power.get(1));
    if (exponent == 2 || exponent == 3) {
      double number = 1;
      for (int i = 0; i < exponent; i++) {
        number *= collect(power.get(0), factors);
      }
      return number;
    }
    factors.add(value);
    return 1;
  }
}
