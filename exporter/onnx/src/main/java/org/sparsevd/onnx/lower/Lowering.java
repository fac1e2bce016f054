package org.sparsevd.onnx.lower;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.onnx.tensor.ImportLimit;
import org.sparsevd.onnx.tensor.TensorReader;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/**
 * Reads a graph node by node into a model in which every dimension counts. What is known while the
 * file is read is computed; nodes that no output depends on are left out.
 */
public final class Lowering {
  private final GraphProto graph;
  private final int opset;
  private final ImportLimit limit;
  private final TensorReader tensors;
  private final Folding folding;
  private final Map<String, Rule> rules = Rules.all();
  private final Map<String, TensorProto> stored = new HashMap<>();
  private final Map<String, SparseTensorProto> sparse = new HashMap<>();
  private final Map<String, Term> terms = new HashMap<>();
  private final Set<String> refused = new HashSet<>();
  private final List<String> problems = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> needed = new HashSet<>();
  private final Map<Term, Term.Live> constants = new HashMap<>();

  /** A reader of this graph. */
  public Lowering(GraphProto graph, int opset, ImportLimit limit, TensorReader tensors) {
    this.graph = graph;
    this.opset = opset;
    this.limit = limit;
    this.tensors = tensors;
    this.folding = new Folding(limit);
  }

  int opset() {
    return opset;
  }

  TensorReader tensors() {
    return tensors;
  }

  ImportLimit limit() {
    return limit;
  }

  /**
   * The model.
   *
   * @throws OnnxException naming all that it cannot hold
   */
  public Model read(String name, Map<String, String> metadata) throws OnnxException {
    for (TensorProto tensor : graph.getInitializerList()) {
      stored.put(tensor.getName(), tensor);
    }
    for (SparseTensorProto tensor : graph.getSparseInitializerList()) {
      sparse.put(tensor.getValues().getName(), tensor);
    }
    List<Model.Input> inputs = new ArrayList<>();
    for (ValueInfoProto info : graph.getInputList()) {
      if (!stored.containsKey(info.getName()) && !sparse.containsKey(info.getName())) {
        Model.Input input = Declarations.input(info);
        define(info.getName(), new Term.Live(input.name(), input.shape(), input.type()));
        names.add(input.name());
        inputs.add(input);
      }
    }
    for (NodeProto node : live()) {
      read(node);
    }
    Problems.throwIfAny(problems);
    List<Model.Output> outputs = new ArrayList<>();
    for (ValueInfoProto info : graph.getOutputList()) {
      outputs.add(new Model.Output(info.getName(), live(term(info.getName())).name()));
    }
    try {
      return new Model(name, inputs, nodes, outputs, false, metadata);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new OnnxException(e.getMessage(), e);
    }
  }

  /** The nodes on which outputs depend, in the file's order. */
  private List<NodeProto> live() {
    graph.getOutputList().forEach(output -> needed.add(output.getName()));
    List<NodeProto> live = new ArrayList<>();
    for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
      NodeProto node = graph.getNode(i);
      if (node.getOutputList().stream().anyMatch(needed::contains)) {
        live.add(node);
        needed.addAll(node.getInputList());
      }
      needed.remove("");
    }
    Collections.reverse(live);
    return live;
  }

  private void read(NodeProto node) throws OnnxException {
    if (node.getInputList().stream().anyMatch(refused::contains)) {
      refused.addAll(node.getOutputList());
      return;
    }
    try {
      Rule rule =
          node.getDomain().isEmpty() || node.getDomain().equals("ai.onnx")
              ? rules.get(node.getOpType())
              : null;
      if (rule == null) {
        throw new OnnxException("the operator is not supported");
      }
      Call call = new Call(node, this);
      List<Term> results = rule.read(call);
      call.checkAllRead();
      for (int i = 0; i < node.getOutputCount(); i++) {
        if (i < results.size() && results.get(i) != null && needs(node.getOutput(i))) {
          define(node.getOutput(i), results.get(i));
        } else if (needs(node.getOutput(i))) {
          throw new OnnxException("output " + (i + 1) + " is not supported");
        }
      }
    } catch (OnnxException | IllegalArgumentException | ArithmeticException e) {
      problems.add(Problems.line(node, e.getMessage()));
      refused.addAll(node.getOutputList());
    }
  }

  /** Whether an output of the graph depends on this value. */
  boolean needs(String value) {
    return needed.contains(value);
  }

  private void define(String name, Term term) throws OnnxException {
    if (name.isEmpty() || terms.put(name, term) != null) {
      throw new OnnxException("two values are named '" + name + "'");
    }
  }

  /** What a name stands for. */
  Term term(String name) throws OnnxException {
    Term term = terms.get(name);
    if (term == null) {
      if (stored.containsKey(name)) {
        term = Constants.read(stored.get(name), tensors);
      } else if (sparse.containsKey(name)) {
        term = new Term.Floats(tensors.floats(sparse.get(name)));
      } else {
        throw new OnnxException("'" + name + "' is no value of the graph, or not supported");
      }
      terms.put(name, term);
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
    if (term instanceof Term.Live live) {
      return live;
    }
    Term.Live known = constants.get(term);
    if (known == null) {
      float[] values =
          term instanceof Term.Floats floats
              ? floats.constant().toArray(limit)
              : Folding.exact((Term.Wholes) term);
      DenseTensor tensor = new DenseTensor(Folding.shape(term), values);
      known = add("constant", new Op.Constant(term.type(), tensor), List.of());
      constants.put(term, known);
    }
    return known;
  }

  /** The result of an operator: computed where all inputs are known, else a node of the model. */
  Term emit(String name, Op op, List<Term> inputs) throws OnnxException {
    if (inputs.stream().allMatch(Term::isKnown) && folding.isFixed(op, inputs)) {
      Term folded = folding.apply(op, inputs);
      if (folded == null) {
        throw new OnnxException("depends on extents that are free; --input-shape fixes them");
      }
      return folded;
    }
    List<Term.Live> live = new ArrayList<>();
    for (Term input : inputs) {
      live.add(live(input));
    }
    return add(name, op, live);
  }

  /** The value with another shape; the value itself where it has that. */
  Term reshape(String name, Term value, Shape target) throws OnnxException {
    return shape(value).equals(target)
        ? value
        : emit(name + "_shape", new Op.Reshape(target), List.of(value));
  }

  private Term.Live add(String wanted, Op op, List<Term.Live> inputs) throws OnnxException {
    Shape shape = op.outputShape(inputs.stream().map(Term.Live::shape).toList());
    ElementType type = op.outputType(inputs.stream().map(Term.Live::type).toList());
    if (shape.isFixed()) {
      limit.hold(shape.size());
    }
    String name = wanted;
    for (int i = 1; name.isEmpty() || !names.add(name); i++) {
      name = wanted + "_" + i;
    }
    nodes.add(new Node(name, op, inputs.stream().map(Term.Live::name).toList()));
    return new Term.Live(name, shape, type);
  }
}
