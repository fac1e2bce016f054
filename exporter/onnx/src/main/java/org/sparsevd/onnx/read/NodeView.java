package org.sparsevd.onnx.read;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.tensor.Constant;
import org.sparsevd.onnx.tensor.ImportLimit;

/** One ONNX node as its reader sees it: what it reads, its attributes, and what it becomes. */
final class NodeView {
  private final NodeProto node;
  private final GraphReader graph;
  private final Map<String, AttributeProto> attributes = new HashMap<>();

  NodeView(NodeProto node, GraphReader graph) throws OnnxException {
    this.node = node;
    this.graph = graph;
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attributes.put(attribute.getName(), attribute) != null) {
        throw new OnnxException("attribute '" + attribute.getName() + "' is given twice");
      }
    }
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
    return !(input(input) instanceof Value.Activation);
  }

  Value.Activation activation(int input) throws OnnxException {
    if (input(input) instanceof Value.Activation activation) {
      return activation;
    }
    throw new OnnxException(
        "input '"
            + node.getInput(input)
            + "' is a constant or a shape, expected a value of the network");
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
    throw notConstant(input);
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
    if (input(input) instanceof Value.Extents extents && extents.areKnown()) {
      return extents.values();
    }
    if (input(input) instanceof Value.Stored stored) {
      return graph.tensors().integers(stored.tensor());
    }
    throw notConstant(input);
  }

  /** Integers of a tensor that is an attribute. */
  long[] integers(TensorProto tensor) throws OnnxException {
    return graph.tensors().integers(tensor);
  }

  /** Part of a shape, or constant integers. */
  long[] extents(int input) throws OnnxException {
    return input(input) instanceof Value.Extents extents ? extents.values() : integers(input);
  }

  private OnnxException notConstant(int input) {
    return new OnnxException(
        "input '" + node.getInput(input) + "' must be a constant, but depends on the input");
  }

  // Attributes.

  boolean has(String attribute) {
    return attributes.containsKey(attribute);
  }

  long integer(String name, long otherwise) throws OnnxException {
    AttributeProto attribute = attribute(name, AttributeType.INT);
    return attribute == null ? otherwise : attribute.getI();
  }

  float real(String name, float otherwise) throws OnnxException {
    AttributeProto attribute = attribute(name, AttributeType.FLOAT);
    return attribute == null ? otherwise : attribute.getF();
  }

  String text(String name, String otherwise) throws OnnxException {
    AttributeProto attribute = attribute(name, AttributeType.STRING);
    return attribute == null ? otherwise : attribute.getS().toStringUtf8();
  }

  /** Null where the attribute is not given. */
  long[] integers(String name) throws OnnxException {
    AttributeProto attribute = attribute(name, AttributeType.INTS);
    return attribute == null
        ? null
        : attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
  }

  AttributeProto attribute(String name, AttributeType type) throws OnnxException {
    AttributeProto attribute = attributes.get(name);
    if (attribute != null && attribute.getType() != type) {
      throw new OnnxException(
          "attribute '" + name + "' is of type " + attribute.getType() + ", expected " + type);
    }
    return attribute;
  }

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

  /** The node of the model that makes a value; null for the input. */
  Node source(Value.Activation value) {
    return graph.model().source(value);
  }

  /** A value of the model that some node of it reads. */
  Value.Activation activation(String name) {
    return graph.model().value(name);
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
