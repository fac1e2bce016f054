package org.sparsevd.onnx.lower;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.lower.term.Term;
import org.sparsevd.onnx.operator.NodeAttributes;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** One ONNX node as its rule sees it: what it reads, its attributes, and what it becomes. */
final class Call extends NodeAttributes {
  private final NodeProto node;
  private final Lowering graph;
  private final Map<Integer, Term> instead = new HashMap<>();

  Call(NodeProto node, Lowering graph) throws OnnxException {
    super(node);
    this.node = node;
    this.graph = graph;
    for (AttributeProto attribute : node.getAttributeList()) {
      if (!attribute.getRefAttrName().isEmpty()) {
        throw new OnnxException("attribute '" + attribute.getName() + "' refers to a function");
      }
    }
  }

  /** Refuses attributes that the rule did not ask for. */
  void checkAllRead() throws OnnxException {
    for (String name : unread()) {
      throw OnnxException.unsupported("attribute '" + name + "' is not supported");
    }
  }

  Lowering graph() {
    return graph;
  }

  int opset() {
    return graph.opset();
  }

  String opType() {
    return node.getOpType();
  }

  /** How many outputs the graph may read. */
  int outputs() {
    return node.getOutputCount();
  }

  /** Whether something depends on an output. */
  boolean needs(int output) {
    return output < node.getOutputCount() && graph.needs(node.getOutput(output));
  }

  // Attributes.

  boolean flag(String name, boolean standard) throws OnnxException {
    return integer(name, standard ? 1 : 0) != 0;
  }

  /** Refuses any value but this one, which is the standard. */
  void only(String name, long value) throws OnnxException {
    long found = integer(name, value);
    if (found != value) {
      throw OnnxException.unsupported(
          "attribute '" + name + "' is " + found + ", only " + value + " is supported");
    }
  }

  /** Null where the node does not have the attribute. */
  float[] reals(String name) throws OnnxException {
    AttributeProto attribute = attribute(name, AttributeType.FLOATS);
    if (attribute == null) {
      return null;
    }
    float[] values = new float[attribute.getFloatsCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = attribute.getFloats(i);
    }
    return values;
  }

  /** Null where the node does not have the attribute. */
  List<String> texts(String name) throws OnnxException {
    AttributeProto attribute = attribute(name, AttributeType.STRINGS);
    return attribute == null
        ? null
        : attribute.getStringsList().stream().map(text -> text.toStringUtf8()).toList();
  }

  /** Null where the node does not have the attribute. */
  TensorProto tensor(String name) throws OnnxException {
    AttributeProto attribute = attribute(name, AttributeType.TENSOR);
    return attribute == null ? null : attribute.getT();
  }

  /** Null where the node does not have the attribute. */
  GraphProto subgraph(String name) throws OnnxException {
    AttributeProto attribute = attribute(name, AttributeType.GRAPH);
    return attribute == null ? null : attribute.getG();
  }

  /** An axis among {@code rank}, negative ones counted from the end. */
  static int axis(long stated, int rank) throws OnnxException {
    if (stated < -rank || stated >= rank) {
      throw new OnnxException(
          "axis "
              + stated
              + " of a value of "
              + rank
              + " dimensions, expected "
              + -rank
              + " to "
              + (rank - 1));
    }
    return (int) (stated < 0 ? stated + rank : stated);
  }

  // Inputs.

  int inputs() {
    return node.getInputCount();
  }

  boolean hasInput(int index) {
    return index < node.getInputCount() && !node.getInput(index).isEmpty();
  }

  /** An input as a value of the model, or what is known of it. */
  Term input(int index) throws OnnxException {
    Term term = instead.containsKey(index) ? instead.get(index) : term(index);
    return term.isKnown() ? term : graph.live(term);
  }

  /** What an input stands for, which may be integers of few bits. */
  Term term(int index) throws OnnxException {
    if (!hasInput(index)) {
      throw new OnnxException("input " + (index + 1) + " is missing");
    }
    return graph.term(node.getInput(index));
  }

  /** Lets the rule read another value. */
  void read(int index, Term value) {
    instead.put(index, value);
  }

  /** The tensor of the file that an input is; null where it is none. */
  TensorProto stored(int index) {
    return hasInput(index) ? graph.stored(node.getInput(index)) : null;
  }

  /** Numbers of any type that are known, as floats. */
  Constant numbersAsFloats(int index) throws OnnxException {
    TensorProto tensor = stored(index);
    if (tensor != null) {
      return graph.tensors().numbers(tensor);
    }
    return input(index) instanceof Term.Wholes wholes ? graph.floats(wholes) : floats(index);
  }

  /** Whether an input is known, one number, and zero. */
  boolean isZero(int index) throws OnnxException {
    Term term = input(index);
    if (term instanceof Term.Wholes wholes) {
      return wholes.values().length == 1 && wholes.values()[0].equals(Dim.of(0));
    }
    return term instanceof Term.Floats
        && floats(index).size() == 1
        && floats(index).spread(graph.limit())[0] == 0;
  }

  /** Integers of few bits, as floats; null where they are not known. */
  Constant integers(int index) throws OnnxException {
    if (stored(index) != null) {
      return graph.tensors().numbers(stored(index));
    }
    return term(index) instanceof Term.Rounded rounded ? rounded.constant() : null;
  }

  /** Refuses an optional input that is there. */
  void without(int index, String what) throws OnnxException {
    if (hasInput(index)) {
      throw new OnnxException("input " + (index + 1) + " (" + what + ") is not supported");
    }
  }

  /** The shape of an input. */
  Shape shape(int index) throws OnnxException {
    return graph.shape(input(index));
  }

  /** Whole numbers that are known, flattened. */
  Dim[] wholes(int index) throws OnnxException {
    Term term = input(index);
    if (term instanceof Term.Wholes wholes) {
      return wholes.values();
    }
    throw new OnnxException(
        "input "
            + (index + 1)
            + " must be known when the file is read, found "
            + (term.isKnown() ? "floats" : "a value that is computed"));
  }

  /** Numbers that are known and depend on no symbol. */
  long[] numbers(int index) throws OnnxException {
    return numbers(wholes(index));
  }

  static long[] numbers(Dim[] values) {
    return Arrays.stream(values).mapToLong(Dim::number).toArray();
  }

  /** Floats that are known. */
  Constant floats(int index) throws OnnxException {
    Term term = input(index);
    if (term instanceof Term.Floats floats) {
      return floats.constant();
    }
    if (term instanceof Term.Wholes wholes && wholes.type() == ElementType.FLOAT) {
      return graph.floats(wholes);
    }
    throw new OnnxException(
        "input " + (index + 1) + " must be floats that are known when the file is read");
  }

  // What the node becomes.

  /** The result of an operator: computed where all inputs are known, else a node of the model. */
  Term emit(Op op, Term... inputs) throws OnnxException {
    return emit("", op, inputs);
  }

  /** The same under this node's name with a suffix. */
  Term emit(String suffix, Op op, Term... inputs) throws OnnxException {
    return graph.emit(name() + suffix, op, List.of(inputs));
  }

  /** The value with another shape of as many elements. */
  Term reshape(Term value, Shape target) throws OnnxException {
    return graph.reshape(name(), value, target);
  }

  /** Says that one operator of images or channels makes a result, where a batch is left out. */
  void stands(Term result, Op op, Term input) {
    graph.model().stands(result, op, input);
  }

  String name() {
    return node.getName().isEmpty() ? node.getOutput(0) : node.getName();
  }
}
