package org.sparsevd.onnx.write;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Model;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.DimArithmetic;
import org.sparsevd.tensor.Shape;

/**
 * Extents that are known only when the file is run, as a graph computes them from the shapes of its
 * inputs: lists of one number, each computed once.
 */
final class GraphExtents implements DimArithmetic<Dim> {
  private static final String NAME = "extent";

  private final GraphContext graph;
  private final Model model;

  /** Extents to names of their values. */
  private final Map<Dim, String> names = new HashMap<>();

  private final Map<String, String> shapes = new HashMap<>();
  private String batch;

  GraphExtents(GraphContext graph, Model model) {
    this.graph = graph;
    this.model = model;
  }

  /** The value that lists these extents. */
  String list(String name, List<Dim> dims) {
    return list(name, false, dims);
  }

  /** The same, the batch's extent first where that is wanted. */
  String list(String name, boolean batched, List<Dim> dims) {
    if (!batched && dims.stream().allMatch(Dim::isNumber)) {
      return graph.integers(name, dims.stream().mapToLong(Dim::number).toArray());
    }
    List<String> parts = new ArrayList<>();
    if (batched) {
      parts.add(batch());
    }
    for (Dim dim : dims) {
      parts.add(name(of(dim)));
    }
    return parts.size() == 1 ? parts.get(0) : step(name, "Concat", parts);
  }

  /** The extent of the batch. */
  private String batch() {
    if (batch == null) {
      batch = along(model.inputs().get(0), 0);
    }
    return batch;
  }

  private String name(Dim dim) {
    return names.computeIfAbsent(dim, number -> graph.integers(NAME, number.number()));
  }

  private String along(Model.Input input, int axis) {
    String shape =
        shapes.computeIfAbsent(
            input.name(), name -> step(name + ".shape", "Shape", List.of(graph.read(name))));
    return step(NAME, "Gather", List.of(shape, graph.integers(NAME + ".axis", axis)));
  }

  private String step(String name, String opType, List<String> inputs) {
    String value = graph.intermediate(name);
    boolean joins = opType.equals("Concat");
    graph.node(
        opType,
        value,
        inputs,
        value,
        joins || opType.equals("Gather") ? List.of(Attributes.integer("axis", 0)) : List.of());
    return value;
  }

  @Override
  public Dim number(long number) {
    return Dim.of(number);
  }

  @Override
  public Dim symbol(String symbol) {
    Dim dim = Dim.symbol(symbol);
    if (names.containsKey(dim)) {
      return dim;
    }
    for (Model.Input input : model.inputs()) {
      Shape shape = input.shape();
      for (int axis = 0; axis < shape.rank(); axis++) {
        if (shape.extent(axis).equals(dim)) {
          names.put(dim, along(input, axis + graph.lead(input.name())));
          return dim;
        }
      }
    }
    throw new IllegalArgumentException("no input has the dimension '" + symbol + "'");
  }

  @Override
  public Dim plus(Dim a, Dim b) {
    boolean zero = a.equals(Dim.of(0)) || b.equals(Dim.of(0));
    return computed(zero, "Add", a, b, a.plus(b));
  }

  @Override
  public Dim times(Dim a, Dim b) {
    boolean one = a.equals(Dim.of(1)) || b.equals(Dim.of(1));
    return computed(one, "Mul", a, b, a.times(b));
  }

  @Override
  public Dim larger(Dim a, Dim b) {
    Dim result = a.larger(b);
    return computed(result.equals(a) || result.equals(b), "Max", a, b, result);
  }

  private Dim computed(boolean known, String opType, Dim a, Dim b, Dim result) {
    if (!known && !result.isNumber() && !names.containsKey(result)) {
      names.put(result, step(NAME, opType, List.of(name(a), name(b))));
    }
    return result;
  }

  /** Division rounds towards zero in files, so the rest is taken away before. */
  @Override
  public Dim quotient(Dim dividend, Dim divisor) {
    Dim result = dividend.dividedBy(divisor);
    if (!result.isNumber() && !names.containsKey(result)) {
      String whole = name(dividend);
      if (!dividend.isPositive() || !divisor.isPositive()) {
        String rest = step(NAME, "Mod", List.of(whole, name(divisor)));
        whole = step(NAME, "Sub", List.of(whole, rest));
      }
      names.put(result, step(NAME, "Div", List.of(whole, name(divisor))));
    }
    return result;
  }
}
