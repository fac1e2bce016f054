package org.sparsevd.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Dim;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** What a node of a model becomes: its operands as the graph has them, and ONNX nodes. */
record NodeParts(GraphContext graph, Model model, Node node) {
  private String input(int i) {
    return node.inputs().get(i);
  }

  int inputs() {
    return node.inputs().size();
  }

  Shape shape(int i) {
    return model.shape(input(i));
  }

  ElementType type(int i) {
    return model.type(input(i));
  }

  Shape out() {
    return model.shape(node.name());
  }

  /** How many dimensions the graph has in front of the node's shape: one of a batch, or none. */
  int lead() {
    return graph.lead(node.name());
  }

  /** Dimensions of an operand in the graph. */
  int rank(int i) {
    return graph.lead(input(i)) + shape(i).rank();
  }

  /** An operand. */
  String read(int i) {
    return graph.read(input(i));
  }

  boolean isEach(int i) {
    return graph.lead(input(i)) == 1;
  }

  /** An operand, repeated for each input of a batch where the node has one in front. */
  String each(int i) {
    return each(i, lead());
  }

  /** The same where {@code lead} dimensions are wanted in front. */
  String each(int i, int lead) {
    if (graph.lead(input(i)) == lead) {
      return read(i);
    }
    List<Dim> ones = Collections.nCopies(shape(i).rank(), Dim.of(1));
    String target = graph.extents().list(node.name() + ".each", true, ones);
    return step("each", "Expand", List.of(read(i), target));
  }

  /** All operands, each with the batch in front if the node has it. */
  List<String> all() {
    return IntStream.range(0, inputs()).mapToObj(this::each).toList();
  }

  /** All operands for arithmetic: behind the batch stand as many dimensions as in the result. */
  List<String> spread() {
    return IntStream.range(0, inputs()).mapToObj(this::spread).toList();
  }

  /** One operand for arithmetic. */
  String spread(int i) {
    int lacking = out().rank() - shape(i).rank();
    return isEach(i) && lacking > 0
        ? step("aligned", "Unsqueeze", List.of(read(i), axes(1, lacking)))
        : read(i);
  }

  /** A constant that lists axes, one after the other. */
  String axes(int first, int count) {
    return graph.integers(
        node.name() + ".axes", IntStream.range(first, first + count).asLongStream().toArray());
  }

  /** An ONNX node whose value another one reads; the result is its name. */
  String step(String what, String opType, List<String> inputs, AttributeProto... attributes) {
    String value = graph.intermediate(node.name() + "." + what);
    graph.node(opType, value, inputs, value, List.of(attributes));
    return value;
  }

  /** The ONNX node that gives the node's value. */
  Void end(String opType, List<String> inputs, AttributeProto... attributes) {
    graph.node(opType, node.name(), inputs, graph.value(node.name()), List.of(attributes));
    return null;
  }

  /** The same of the only input, and constants behind it. */
  Void one(String opType, List<String> constants, AttributeProto... attributes) {
    List<String> inputs = new ArrayList<>(List.of(read(0)));
    inputs.addAll(constants);
    return end(opType, inputs, attributes);
  }

  String cast(String value, ElementType type) {
    return step("as_" + type, "Cast", List.of(value), to(type));
  }

  /** The node's value is this one with elements of another type. */
  Void endCast(String value, ElementType type) {
    return end("Cast", List.of(value), to(type));
  }

  private static AttributeProto to(ElementType type) {
    return Attributes.integer("to", GraphEnds.type(type).getNumber());
  }

  IllegalArgumentException refusal(String why) {
    String row = node.op().kind().row().name();
    return new IllegalArgumentException("node '" + node.name() + "' (" + row + "): " + why);
  }

  /** A single number. */
  String scalar(String what, ElementType type, float value) {
    DenseTensor single = new DenseTensor(Shape.of(new int[0]), new float[] {value});
    return graph.typed(node.name() + "." + what, type, single);
  }

  /** A single float. */
  String scalar(String what, float value) {
    return graph.constant(node.name() + "." + what, new float[] {value});
  }
}
