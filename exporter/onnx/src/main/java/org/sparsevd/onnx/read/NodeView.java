package org.sparsevd.onnx.read;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Arrays;
import java.util.List;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.operator.NodeAttributes;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.onnx.tensor.ImportLimit;
import org.sparsevd.onnx.tensor.Integers;
import org.sparsevd.onnx.tensor.Literal;
import org.sparsevd.tensor.Shape;

/** One ONNX node as its reader sees it: what it reads, its attributes, and what it becomes. */
final class NodeView extends NodeAttributes {
  private final NodeProto node;
  private final GraphReader graph;
  private final boolean asLists;

  NodeView(NodeProto node, GraphReader graph) throws OnnxException {
    this(node, graph, false);
  }

  /**
   * @param asLists whether values without dimensions behind the batch are seen as lists of one
   */
  private NodeView(NodeProto node, GraphReader graph, boolean asLists) throws OnnxException {
    super(node);
    this.node = node;
    this.graph = graph;
    this.asLists = asLists;
    for (String input : node.getInputList()) {
      if (!input.isEmpty() && graph.value(input) == null) {
        throw new OnnxException(
            "reads '" + input + "', which is no input, initializer or output of a node before it");
      }
    }
  }

  int opset() {
    return graph.opset();
  }

  ImportLimit budget() {
    return graph.budget();
  }

  /** The batch size that the file fixes; 0 where it is free. */
  long batch() {
    return graph.batch();
  }

  // Inputs.

  boolean readsUnknown() {
    return node.getInputList().stream().anyMatch(i -> graph.value(i) instanceof Value.Unknown);
  }

  int inputs() {
    return node.getInputCount();
  }

  boolean has(int input) {
    return input < node.getInputCount() && !node.getInput(input).isEmpty();
  }

  Value input(int input) throws OnnxException {
    if (!has(input)) {
      throw new OnnxException("input " + input + " is missing");
    }
    return graph.value(node.getInput(input));
  }

  boolean isConstant(int input) throws OnnxException {
    return input(input).isConstant();
  }

  /** A value of the network with at least one dimension behind the batch. */
  Value.Activation activation(int input) throws OnnxException {
    Value value = input(input);
    if (value instanceof Value.Activation activation) {
      return activation;
    }
    if (asLists && value instanceof Value.Single single) {
      return new Value.Activation(single.name(), Value.Single.SHAPE);
    }
    String name = "input '" + node.getInput(input) + "' ";
    if (value instanceof Value.Pixels) {
      throw OnnxException.unsupported(
          name + "is unsigned bytes, which only Cast to floats and DequantizeLinear may read");
    }
    if (value instanceof Value.Rounded) {
      throw OnnxException.unsupported(
          name + "is rounded to 8 bits, which only DequantizeLinear may read");
    }
    if (value instanceof Value.Single) {
      throw OnnxException.unsupported(name + "has no dimensions behind the batch");
    }
    throw new OnnxException(name + "is a constant or a shape, expected a value of the network");
  }

  /** A constant of any type, or a shape. */
  Literal literal(int input) throws OnnxException {
    Value value = input(input);
    if (value instanceof Value.Known known) {
      return known.literal();
    }
    if (value instanceof Value.Stored stored) {
      return literal(stored.tensor());
    }
    return floats(input);
  }

  /** A tensor that is an attribute. */
  Literal literal(TensorProto tensor) throws OnnxException {
    return graph.tensors().literal(tensor);
  }

  /** A constant of floats, or of integers as such. */
  Constant numbers(int input) throws OnnxException {
    Value value = input(input);
    if (value instanceof Value.Stored stored) {
      return graph.tensors().numbers(stored.tensor());
    }
    return value instanceof Value.Known known && known.literal() instanceof Integers integers
        ? integers.toFloats(budget())
        : floats(input);
  }

  /** Whether this constant of the file is a signed byte, if it is not an unsigned one. */
  boolean isSignedByte(int input) throws OnnxException {
    int type = input(input) instanceof Value.Stored s ? s.tensor().getDataType() : 0;
    if (type != DataType.INT8.getNumber() && type != DataType.UINT8.getNumber()) {
      throw OnnxException.unsupported(
          "input '" + node.getInput(input) + "' must be a constant of 8 bits");
    }
    return type == DataType.INT8.getNumber();
  }

  /** A constant of any float type. */
  Constant floats(int input) throws OnnxException {
    Value value = input(input);
    if (value instanceof Value.Stored stored) {
      return graph.tensors().floats(stored.tensor());
    }
    if (value instanceof Value.StoredSparse stored) {
      return graph.tensors().floats(stored.tensor());
    }
    if (value instanceof Value.Known known && known.literal() instanceof Constant constant) {
      return constant;
    }
    throw notConstant(input, "floats");
  }

  /** A constant of one float. */
  float scalar(int input) throws OnnxException {
    Constant constant = floats(input);
    if (constant.size() != 1) {
      throw new OnnxException(
          "input '"
              + node.getInput(input)
              + "' has shape "
              + constant.shape()
              + ", expected one value");
    }
    return constant.toArray(budget())[0];
  }

  /** A constant of one float per channel or unit, as many as expected. */
  float[] vector(int input, int expected) throws OnnxException {
    Constant constant = floats(input);
    if (constant.rank() != 1 || constant.dims()[0] != expected) {
      throw new OnnxException(
          "input '"
              + node.getInput(input)
              + "' has shape "
              + constant.shape()
              + ", expected ["
              + expected
              + "]");
    }
    return constant.toArray(budget());
  }

  /** A constant of integers, flattened. */
  long[] integers(int input) throws OnnxException {
    long[] values = extents(input);
    if (Arrays.stream(values).anyMatch(value -> value == Integers.BATCH)) {
      throw notConstant(input, "integers");
    }
    return values;
  }

  /** Part of a shape, or constant integers, flattened. */
  long[] extents(int input) throws OnnxException {
    Value value = input(input);
    if (value instanceof Value.Known known && known.literal() instanceof Integers integers) {
      return integers.values();
    }
    if (value instanceof Value.Stored stored) {
      return graph.tensors().integers(stored.tensor());
    }
    throw notConstant(input, "integers");
  }

  private OnnxException notConstant(int input, String what) throws OnnxException {
    Value value = input(input);
    boolean hasBatch =
        value instanceof Value.Known known
            && known.literal() instanceof Integers integers
            && !integers.areKnown();
    boolean constant = value.isConstant() && !hasBatch;
    return new OnnxException(
        "input '"
            + node.getInput(input)
            + "' must be constant "
            + what
            + (constant ? "" : ", but depends on the input"));
  }

  // Attributes.

  /** Refuses every value of the attribute but this one, which is also its default. */
  void require(String name, long only) throws OnnxException {
    long found = integer(name, only);
    if (found != only) {
      throw OnnxException.unsupported(
          "attribute '" + name + "' is " + found + ", only " + only + " is supported");
    }
  }

  /** The attribute {@code axis} counted from the front, the batch being 0, which is refused. */
  int axis(long otherwise, Shape shape) throws OnnxException {
    long axis = integer("axis", otherwise);
    long normal = axis < 0 ? axis + shape.rank() + 1 : axis;
    if (normal < 1 || normal > shape.rank()) {
      throw new OnnxException(
          "attribute 'axis' is " + axis + " for [batch] + " + shape + ": expected not the batch");
    }
    return (int) normal;
  }

  // Results.

  /** Counts a value whose rounding to 8 bits is left out, for the reader's notice. */
  void noticeRounding() {
    graph.notices().rounded();
  }

  /** The node of the model that makes a value; null for the input. */
  Node source(Value.Activation value) {
    return graph.model().source(value);
  }

  /** A value of the model that some node of it reads. */
  Value.Activation activation(String name) {
    return graph.model().value(name);
  }

  /** The same node, where values without dimensions behind the batch are lists of one. */
  NodeView overLists() throws OnnxException {
    return new NodeView(node, graph, true);
  }

  /** Adds a node of the model that bears this node's name. */
  Value.Activation emit(Op op, Value.Activation... inputs) throws OnnxException {
    return emit("", op, inputs);
  }

  /** Adds a node of the model whose name is this node's with a suffix. */
  Value.Activation emit(String suffix, Op op, Value.Activation... inputs) throws OnnxException {
    String name = node.getName().isEmpty() ? node.getOutput(0) : node.getName();
    Value.Activation result = graph.model().add(name + suffix, op, List.of(inputs));
    budget().hold(result.shape().size());
    return result;
  }
}
