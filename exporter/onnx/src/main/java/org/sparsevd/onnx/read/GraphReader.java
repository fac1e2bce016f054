package org.sparsevd.onnx.read;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.graph.Notices;
import org.sparsevd.onnx.rewrite.Absorption;
import org.sparsevd.onnx.rewrite.Fusion;
import org.sparsevd.onnx.tensor.ImportLimit;
import org.sparsevd.onnx.tensor.TensorReader;
import org.sparsevd.tensor.Shape;

/**
 * Reads a graph node by node, in the order of the file, which ONNX demands to be topological. Nodes
 * that the output does not depend on are left out.
 */
final class GraphReader {
  /** Far beyond any real input; keeps each shape small, however many nodes there are. */
  static final int MOST_DIMENSIONS = 8;

  private final GraphProto graph;
  private final int opset;
  private final ImportLimit budget;
  private final TensorReader tensors;
  private final Map<String, Value> values = new HashMap<>();
  private final Problems problems = new Problems();
  private final Set<String> guesses = new HashSet<>();
  private final Notices notices;
  private final ModelBuilder model;
  private long batch;

  GraphReader(
      GraphProto graph, int opset, ImportLimit budget, TensorReader tensors, Notices notices) {
    this.graph = graph;
    this.opset = opset;
    this.budget = budget;
    this.tensors = tensors;
    this.notices = notices;
    this.model = new ModelBuilder(notices);
  }

  /** Null where no such value stands before. */
  Value value(String name) {
    return values.get(name);
  }

  int opset() {
    return opset;
  }

  TensorReader tensors() {
    return tensors;
  }

  ImportLimit budget() {
    return budget;
  }

  /** The batch size that the file fixes; 0 where it is free. */
  long batch() {
    return batch;
  }

  Notices notices() {
    return notices;
  }

  ModelBuilder model() {
    return model;
  }

  Model read(Map<String, String> metadata) throws OnnxException {
    if (graph.getOutputCount() != 1) {
      throw new OnnxException("expected one output, found " + names(graph.getOutputList()));
    }
    String output = graph.getOutput(0).getName();
    defineInitializers();
    Value.Activation input = defineInput();
    List<NodeProto> nodes = liveNodes(output);
    Map<String, OperatorReader> operators = Operators.all();
    Map<String, OperatorReader> folds = ConstantOperators.all();
    for (NodeProto node : nodes) {
      boolean folded = readsConstantsOnly(node) && folds.containsKey(node.getOpType());
      read(node, Operators.check(node, folded ? folds : operators, problems));
    }
    problems.throwIfAny();
    String result = result(output);
    try {
      return Absorption.apply(
          Fusion.apply(
              new Model(
                  notices.fitting(graph.getName()),
                  input.shape(),
                  model.nodes(),
                  result,
                  metadata)));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new OnnxException(e.getMessage(), e);
    }
  }

  private boolean readsConstantsOnly(NodeProto node) {
    boolean any = false;
    for (String input : node.getInputList()) {
      Value value = values.get(input);
      if (value != null && !value.isConstant() || value == null && !input.isEmpty()) {
        return false;
      }
      any |= value != null;
    }
    return any;
  }

  /** The name of the model's node that makes the file's output. */
  private String result(String output) throws OnnxException {
    Value value = values.get(output);
    if (value instanceof Value.Activation activation) {
      return activation.name();
    }
    if (value instanceof Value.Single single) {
      return single.name();
    }
    boolean bytes = value instanceof Value.Pixels || value instanceof Value.Rounded;
    String what = bytes ? "is of 8 bits, expected floats" : "is a constant";
    throw new OnnxException(
        "output '" + output + "' " + (value == null ? "is no value of the graph" : what));
  }

  private void defineInitializers() throws OnnxException {
    for (TensorProto tensor : graph.getInitializerList()) {
      define(tensor.getName(), new Value.Stored(tensor));
    }
    for (SparseTensorProto sparse : graph.getSparseInitializerList()) {
      define(sparse.getValues().getName(), new Value.StoredSparse(sparse));
    }
  }

  /** The one input that is not the name of an initializer, as old files list those too. */
  private Value.Activation defineInput() throws OnnxException {
    List<ValueInfoProto> inputs = new ArrayList<>();
    for (ValueInfoProto input : graph.getInputList()) {
      if (!values.containsKey(input.getName())) {
        inputs.add(input);
      }
    }
    if (inputs.size() != 1) {
      throw new OnnxException("expected one input, found " + names(inputs));
    }
    ValueInfoProto input = inputs.get(0);
    TypeProto.Tensor type = input.getType().getTensorType();
    DataType elements = DataType.forNumber(type.getElemType());
    if (!ShapeOperators.isFloat(elements) && elements != DataType.UINT8) {
      throw new OnnxException(
          "input '"
              + input.getName()
              + "' has element type "
              + elements
              + ", expected a float type or UINT8");
    }
    List<TensorShapeProto.Dimension> declared = type.getShape().getDimList();
    if (declared.size() < 2 || declared.size() > MOST_DIMENSIONS) {
      throw new OnnxException(
          "input '"
              + input.getName()
              + "' has "
              + declared.size()
              + " dimensions, expected the batch and 1 to "
              + (MOST_DIMENSIONS - 1)
              + " more");
    }
    batch = declared.get(0).getDimValue();
    Value.Activation value = new Value.Activation(Model.INPUT, shape(input.getName(), declared));
    define(input.getName(), elements == DataType.UINT8 ? new Value.Pixels(value) : value);
    return value;
  }

  /** The declared dimensions behind the batch. */
  private static Shape shape(String input, List<TensorShapeProto.Dimension> declared)
      throws OnnxException {
    int[] dims = new int[declared.size() - 1];
    for (int i = 0; i < dims.length; i++) {
      long dim = declared.get(i + 1).getDimValue();
      if (dim < 1 || dim > Integer.MAX_VALUE) {
        throw new OnnxException(
            "input '"
                + input
                + "': dimension "
                + (i + 1)
                + " must be a fixed number from 1 on, only the batch may be free");
      }
      dims[i] = (int) dim;
    }
    try {
      return Shape.of(dims);
    } catch (IllegalArgumentException e) {
      throw new OnnxException("input '" + input + "': " + e.getMessage(), e);
    }
  }

  private static List<String> names(List<ValueInfoProto> infos) {
    return infos.stream().limit(20).map(ValueInfoProto::getName).toList();
  }

  /** The nodes on which the output depends, in the file's order. */
  private List<NodeProto> liveNodes(String output) {
    Set<String> needed = new HashSet<>(Set.of(output));
    List<NodeProto> live = new ArrayList<>();
    for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
      NodeProto node = graph.getNode(i);
      if (node.getOutputList().stream().anyMatch(needed::contains)) {
        live.add(node);
        for (int o = 1; o < node.getOutputCount(); o++) {
          if (needed.contains(node.getOutput(o))) {
            problems.add(node, "its output '" + node.getOutput(o) + "' is not supported");
          }
        }
        needed.addAll(node.getInputList());
        needed.remove("");
      }
    }
    Collections.reverse(live);
    return live;
  }

  /**
   * Reads a node; null as its operator says that it was refused already. The output of a refused
   * node is taken to be like its input, so that what is not supported behind it can be said, too,
   * but nothing else is believed of what follows from that.
   */
  private void read(NodeProto node, OperatorReader operator) throws OnnxException {
    Value result = null;
    boolean guessed = node.getInputList().stream().anyMatch(guesses::contains);
    try {
      NodeView view = new NodeView(node, this);
      if (operator != null && !view.readsUnknown()) {
        result =
            Singles.areAll(view)
                ? Singles.read(view, node, operator)
                : operator.conversion().read(view);
      }
    } catch (OnnxException | IllegalArgumentException e) {
      if (!guessed || e instanceof OnnxException refusal && refusal.isUnsupported()) {
        problems.add(node, e.getMessage());
      }
    }
    if (result == null || guessed) {
      guesses.add(node.getOutput(0));
    }
    define(node.getOutput(0), result != null ? result : firstValue(node));
    for (String other : node.getOutputList().subList(1, node.getOutputCount())) {
      if (!other.isEmpty()) {
        guesses.add(other);
        define(other, firstValue(node));
      }
    }
  }

  private Value firstValue(NodeProto node) {
    for (String input : node.getInputList()) {
      Value value = values.get(input);
      if (value != null && !value.isConstant() && !(value instanceof Value.Unknown)) {
        return value;
      }
    }
    return new Value.Unknown();
  }

  private void define(String name, Value value) throws OnnxException {
    if (name.isEmpty()) {
      throw new OnnxException("a value without a name");
    }
    if (values.put(name, value) != null) {
      throw new OnnxException("two values are named '" + name + "'");
    }
  }
}
