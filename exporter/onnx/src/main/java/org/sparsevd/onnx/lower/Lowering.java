package org.sparsevd.onnx.lower;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.graph.Bounds;
import org.sparsevd.onnx.lower.graph.Functions;
import org.sparsevd.onnx.lower.graph.Liveness;
import org.sparsevd.onnx.lower.graph.Nesting;
import org.sparsevd.onnx.lower.graph.Notices;
import org.sparsevd.onnx.lower.graph.Problems;
import org.sparsevd.onnx.lower.term.Declarations;
import org.sparsevd.onnx.lower.term.Folding;
import org.sparsevd.onnx.lower.term.Scope;
import org.sparsevd.onnx.lower.term.Term;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.onnx.tensor.ImportLimit;
import org.sparsevd.onnx.tensor.TensorReader;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.Shape;

/**
 * Reads a graph node by node into a model in which every dimension counts. What is known while the
 * file is read is computed; nodes that no output depends on are left out.
 */
public final class Lowering {
  private static final String UNKNOWN = "the operator is not supported";
  private final GraphProto graph;
  private final ImportLimit limit;
  private final TensorReader tensors;
  private final Folding folding;
  private final Functions functions;
  private final Map<String, Rule> rules = Rule.all();
  private final Notices notices;
  private final boolean reciprocals;
  private ModelBuilder model;

  private final Problems problems = new Problems();

  /** What refused nodes might make: values like their inputs, or null. */
  private final Map<String, Term> guesses = new HashMap<>();

  private Bounds bounds = Bounds.CUT;

  /** Whether a slice is cut where symbols leave open whether it must be. */
  private boolean cut;

  private Scope scope;
  private NodeProto outermost;
  private final Nesting nesting = new Nesting();

  /** That an output was refused for reasons that have been said. */
  private static final class Said extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /**
   * A reader of this graph.
   *
   * @param functions of the file
   * @param reciprocals whether levels are rounded by reciprocals of their steps, as ours are
   * @throws OnnxException if two tensors have one name
   */
  public Lowering(
      GraphProto graph,
      List<FunctionProto> functions,
      int opset,
      ImportLimit limit,
      TensorReader tensors,
      Notices notices,
      boolean reciprocals)
      throws OnnxException {
    this.graph = graph;
    this.functions = new Functions(functions);
    this.scope = Scope.of(graph, opset);
    this.limit = limit;
    this.tensors = tensors;
    this.notices = notices;
    this.reciprocals = reciprocals;
    this.model = new ModelBuilder(limit, notices, reciprocals);
    this.folding = new Folding(limit);
  }

  int opset() {
    return scope.opset();
  }

  TensorReader tensors() {
    return tensors;
  }

  ImportLimit limit() {
    return limit;
  }

  ModelBuilder model() {
    return model;
  }

  /**
   * Nodes of the model, by name, as one operator of images or channels makes them of one input of a
   * batch, where general operators stand in the model. The only input is called as batched models
   * call it.
   */
  public Map<String, Node> familiar() {
    return model.familiar();
  }

  /**
   * The model. Where extents that slices cut do not fit each other, they are taken to lie inside.
   *
   * @throws OnnxException naming all that it cannot hold
   */
  public Model read(String name, Map<String, String> metadata) throws OnnxException {
    try {
      return all(name, metadata);
    } catch (OnnxException e) {
      if (!cut) {
        throw e;
      }
      bounds = Bounds.INSIDE;
      forget();
      return all(name, metadata);
    }
  }

  /** All that was made of the file, but for its constants. */
  private void forget() {
    model = new ModelBuilder(limit, notices, reciprocals);
    scope = scope.again();
    nesting.again();
    limit.again();
    notices.again();
    problems.clear();
    guesses.clear();
  }

  /** Where a slice begins and how long it is. */
  Bounds.Span span(Dim extent, Dim start, Dim end, int step) {
    Bounds.Span span = bounds.span(extent, start, end, step);
    cut |= bounds != Bounds.INSIDE && !span.equals(Bounds.INSIDE.span(extent, start, end, step));
    return span;
  }

  private Model all(String name, Map<String, String> metadata) throws OnnxException {
    List<Model.Input> found = new ArrayList<>();
    for (ValueInfoProto info : graph.getInputList()) {
      if (!scope.isStored(info.getName())) {
        Model.Input input = Declarations.input(info);
        scope.define(info.getName(), new Term.Live(input.name(), input.shape(), input.type()));
        model.input(input.name());
        found.add(input);
      }
    }
    graph.getOutputList().forEach(output -> scope.needed().add(output.getName()));
    List<NodeProto> live = Liveness.live(graph.getNodeList(), scope.needed(), Liveness::reads);
    for (NodeProto node : live) {
      outermost = node;
      read(node);
    }
    problems.throwIfAny(graph, live);
    List<Model.Output> outputs = new ArrayList<>();
    for (ValueInfoProto info : graph.getOutputList()) {
      outputs.add(new Model.Output(info.getName(), output(info.getName()).name()));
    }
    try {
      List<Node> nodes = Liveness.live(model.nodes(), outputs);
      return new Model(name, found, nodes, outputs, false, metadata);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new OnnxException(e.getMessage(), e);
    }
  }

  private Term.Live output(String name) throws OnnxException {
    try {
      return live(term(name));
    } catch (OnnxException e) {
      throw new OnnxException("output '" + name + "' " + e.getMessage(), e);
    }
  }

  private void read(NodeProto node) {
    if (node.getInputList().stream().anyMatch(scope::isRefused)) {
      guess(node);
      return;
    }
    try {
      if (scope.stores(node)) {
        return;
      }
      List<Term> results = results(node);
      for (int i = 0; i < node.getOutputCount(); i++) {
        if (i < results.size() && results.get(i) != null && needs(node.getOutput(i))) {
          scope.define(node.getOutput(i), results.get(i));
        } else if (needs(node.getOutput(i))) {
          throw new OnnxException("output " + (i + 1) + " is not supported");
        }
      }
    } catch (Said e) {
      scope.refused().addAll(node.getOutputList());
    } catch (OnnxException | IllegalArgumentException | ArithmeticException e) {
      refuse(node, e.getMessage());
    } catch (IndexOutOfBoundsException
        | NegativeArraySizeException
        | ClassCastException
        | NullPointerException e) {
      // Rules read what the operator must have; a file may lack it.
      refuse(node, "its inputs and attributes do not fit each other");
    }
  }

  private void refuse(NodeProto node, String reason) {
    problems.add(outermost, node, reason);
    refuseOutputs(node, null);
  }

  private void refuseOutputs(NodeProto node, Term guess) {
    scope.refused().addAll(node.getOutputList());
    Term like = guess;
    for (String input : node.getInputList()) {
      Term read = guesses.getOrDefault(input, scope.terms().get(input));
      like = like == null && read instanceof Term.Live ? read : like;
    }
    for (String output : node.getOutputList()) {
      guesses.put(output, like);
    }
  }

  /**
   * Refuses a node that stands behind refused ones. As if those made values like their inputs, it
   * is read all the same: what no input could mend is said at once.
   */
  private void guess(NodeProto node) {
    boolean called = functions.of(node) != null;
    if (!called && rule(node) == null) {
      refuse(node, UNKNOWN);
      return;
    }
    Term result = null;
    if (!called && scope.depth() == 0) {
      int first = model.nodes().size();
      Set<String> guessed = new HashSet<>(node.getInputList());
      guessed.removeIf(input -> !scope.isRefused(input) || guesses.get(input) == null);
      guessed.forEach(input -> scope.terms().put(input, guesses.get(input)));
      try {
        result = results(node).get(0);
      } catch (OnnxException e) {
        if (e.isUnsupported()) {
          refuse(node, e.getMessage());
        }
      } catch (RuntimeException e) {
        result = null; // A guess may be wrong in any way.
      }
      guessed.forEach(scope.terms()::remove);
      model.cut(first);
    }
    refuseOutputs(node, result);
  }

  private Rule rule(NodeProto node) {
    return rules.get(Rule.name(node));
  }

  private List<Term> results(NodeProto node) throws OnnxException {
    FunctionProto function = functions.of(node);
    if (function != null) {
      return called(node, function);
    }
    Rule rule = rule(node);
    if (rule == null) {
      throw new OnnxException(UNKNOWN);
    }
    Call call = new Call(node, this);
    int first = model.nodes().size();
    List<Term> results = rule.read(call);
    call.checkAllRead();
    return results.size() == 1 ? List.of(model.named(call.name(), results.get(0), first)) : results;
  }

  /** What a function makes of a node's inputs. */
  private List<Term> called(NodeProto node, FunctionProto function) throws OnnxException {
    Scope inner = scope.ofFunction(Functions.opset(function, scope.opset()));
    for (int i = 0; i < Math.min(function.getInputCount(), node.getInputCount()); i++) {
      if (!node.getInput(i).isEmpty()) {
        inner.define(function.getInput(i), term(node.getInput(i)));
      }
    }
    List<String> outputs = new ArrayList<>();
    for (int i = 0; i < function.getOutputCount(); i++) {
      boolean wanted = i < node.getOutputCount() && needs(node.getOutput(i));
      outputs.add(wanted ? function.getOutput(i) : "");
    }
    return inside(inner, Functions.nodes(function, node), outputs);
  }

  /** What a graph inside a node makes of the values around it, as far as they are needed. */
  List<Term> inline(Call call, GraphProto body) throws OnnxException {
    if (scope.depth() == 0) {
      Set<String> read = Liveness.names(body);
      read.addAll(outermost.getInputList());
      problems.reads(outermost, read);
    }
    List<String> outputs = new ArrayList<>();
    for (int i = 0; i < body.getOutputCount(); i++) {
      outputs.add(call.needs(i) ? body.getOutput(i).getName() : "");
    }
    return inside(scope.inside(body), body.getNodeList(), outputs);
  }

  /** Reads nodes in a scope of their own; outputs without a name are null. */
  private List<Term> inside(Scope inner, List<NodeProto> body, List<String> outputs)
      throws OnnxException {
    nesting.add(body.size(), inner.depth());
    inner.needed().addAll(outputs);
    Scope outer = scope;
    scope = inner;
    try {
      for (NodeProto node : Liveness.live(body, inner.needed(), Liveness::reads)) {
        read(node);
      }
      List<Term> results = new ArrayList<>();
      for (String output : outputs) {
        if (scope.isRefused(output)) {
          throw new Said();
        }
        results.add(output.isEmpty() ? null : term(output));
      }
      return results;
    } finally {
      scope = outer;
    }
  }

  /** Whether an output of the graph depends on this value. */
  boolean needs(String value) {
    return scope.needed().contains(value);
  }

  /** The tensor of the file that a name stands for; null where it stands for none. */
  TensorProto stored(String name) {
    return scope.tensor(name);
  }

  /** What a name stands for. */
  Term term(String name) throws OnnxException {
    Term term = scope.term(name, tensors);
    if (scope.isStored(name)) {
      model.stored(term, name);
    }
    return term;
  }

  /** The shape of a value; of a constant that is not empty, too. */
  Shape shape(Term term) throws OnnxException {
    return term instanceof Term.Live live ? live.shape() : Folding.shape(term);
  }

  Constant floats(Term.Wholes wholes) throws OnnxException {
    return folding.floats(wholes);
  }

  /** The value as one of the model: constants become nodes. */
  Term.Live live(Term term) throws OnnxException {
    return model.live(term);
  }

  /** The result of an operator: computed where all inputs are known, else a node of the model. */
  Term emit(String name, Op op, List<Term> inputs) throws OnnxException {
    if (inputs.stream().allMatch(Term::isKnown) && folding.isFixed(op, inputs)) {
      Term folded = folding.apply(op, inputs);
      if (folded != null) {
        return folded;
      }
      if (inputs.stream().noneMatch(input -> input instanceof Term.Wholes w && !w.areNumbers())) {
        throw new OnnxException("of " + inputs.size() + " known values has no result");
      }
    }
    return model.add(name, op, inputs);
  }

  /** The value with another shape; the value itself where it has that. */
  Term reshape(String name, Term value, Shape target) throws OnnxException {
    return shape(value).equals(target)
        ? value
        : emit(name + "_shape", new Op.Reshape(target), List.of(value));
  }
}
