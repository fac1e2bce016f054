package org.sparsevd.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.sparsevd.tensor.Dim;

/**
 * What a caller says of an ONNX file.
 *
 * @param shapes of inputs, by name: whole numbers from 1 on, or names of dimensions that stay free;
 *     an empty name is that of the only input
 * @param values of inputs of one element, by name, which are inputs no more: a net may choose by
 *     them what it does
 * @param outputs names of values that come out in place of the file's outputs; none for those
 * @param memory bytes that values may take which a file only claims, such as weights that it fills
 *     with one number
 */
public record ImportOptions(
    Map<String, List<String>> shapes,
    Map<String, Double> values,
    List<String> outputs,
    long memory) {
  /** Names of values that a message lists at most. */
  private static final int LISTED = 20;

  /** Nothing is said; claimed values may take a quarter of the heap. */
  public static final ImportOptions NONE =
      new ImportOptions(Map.of(), Map.of(), List.of(), Runtime.getRuntime().maxMemory() / 4);

  public ImportOptions {
    shapes = Map.copyOf(shapes);
    values = Map.copyOf(values);
    outputs = List.copyOf(outputs);
  }

  /**
   * Options as users write them.
   *
   * @param shapes such as {@code x=1,3,640,640} or, for the only input, {@code batch,3,224,224}
   * @throws IllegalArgumentException if one is neither numbers nor names
   */
  public static ImportOptions of(List<String> shapes, List<String> outputs) {
    Map<String, List<String>> byName = new LinkedHashMap<>();
    for (String stated : shapes) {
      int at = stated.lastIndexOf('=');
      String name = at < 0 ? "" : stated.substring(0, at);
      List<String> dims = List.of(stated.substring(at + 1).split(",", -1));
      for (String dim : dims) {
        if (!dim.matches("[1-9][0-9]{0,8}|[A-Za-z_][A-Za-z0-9_]{0,63}") || Dim.isFunction(dim)) {
          throw new IllegalArgumentException(
              "expected NAME=N,... of numbers from 1 on or names of dimensions, found '"
                  + stated
                  + "'");
        }
      }
      if (byName.put(name, dims) != null) {
        throw new IllegalArgumentException("two shapes for input '" + name + "'");
      }
    }
    return new ImportOptions(byName, Map.of(), outputs, NONE.memory);
  }

  /**
   * The same with values of inputs as users write them, such as {@code sr=16000}.
   *
   * @throws IllegalArgumentException if one is no name and number
   */
  public ImportOptions withValues(List<String> stated) {
    Map<String, Double> all = new LinkedHashMap<>();
    for (String each : stated) {
      int at = each.lastIndexOf('=');
      if (at < 1 || !each.substring(at + 1).matches("-?[0-9]{1,15}([.][0-9]{1,15})?")) {
        throw new IllegalArgumentException(
            "expected NAME=NUMBER, such as sr=16000, found '" + each + "'");
      }
      if (all.put(each.substring(0, at), Double.valueOf(each.substring(at + 1))) != null) {
        throw new IllegalArgumentException("two values for input '" + each.substring(0, at) + "'");
      }
    }
    return new ImportOptions(shapes, all, outputs, memory);
  }

  /** The same with this many bytes for values that a file claims. */
  public ImportOptions withMemory(long bytes) {
    return new ImportOptions(shapes, values, outputs, bytes);
  }

  /**
   * The graph with these shapes and outputs.
   *
   * @throws OnnxException if it has no such input or value, or an input has another rank
   */
  public GraphProto apply(GraphProto graph) throws OnnxException {
    if (shapes.isEmpty() && values.isEmpty() && outputs.isEmpty()) {
      return graph;
    }
    GraphProto.Builder changed = graph.toBuilder();
    for (Map.Entry<String, List<String>> shape : shapes.entrySet()) {
      int input = input(graph, shape.getKey());
      changed.setInput(input, shaped(graph.getInput(input), shape.getValue()));
    }
    for (Map.Entry<String, Double> value : values.entrySet()) {
      changed.addInitializer(known(graph.getInput(input(graph, value.getKey())), value.getValue()));
    }
    if (!outputs.isEmpty()) {
      checkOutputs(graph);
      changed.clearOutput();
      outputs.forEach(output -> changed.addOutputBuilder().setName(output));
    }
    return changed.build();
  }

  /** Inputs that are not the names of initializers. */
  private static List<Integer> inputs(GraphProto graph) {
    Set<String> stored = new HashSet<>();
    graph.getInitializerList().forEach(tensor -> stored.add(tensor.getName()));
    graph.getSparseInitializerList().forEach(tensor -> stored.add(tensor.getValues().getName()));
    List<Integer> inputs = new ArrayList<>();
    for (int i = 0; i < graph.getInputCount(); i++) {
      if (!stored.contains(graph.getInput(i).getName())) {
        inputs.add(i);
      }
    }
    return inputs;
  }

  private static int input(GraphProto graph, String name) throws OnnxException {
    List<Integer> inputs = inputs(graph);
    if (name.isEmpty() && inputs.size() == 1) {
      return inputs.get(0);
    }
    for (int input : inputs) {
      if (graph.getInput(input).getName().equals(name)) {
        return input;
      }
    }
    String known =
        inputs.stream()
            .limit(LISTED)
            .map(input -> text(graph.getInput(input)))
            .collect(Collectors.joining(", "));
    throw new OnnxException(
        (name.isEmpty()
                ? "a shape without the name of its input"
                : "a shape or value for input '" + name + "'")
            + ", but the file's inputs are "
            + known);
  }

  /** An input as a constant of the file. */
  private static TensorProto known(ValueInfoProto input, double value) throws OnnxException {
    TypeProto.Tensor type = input.getType().getTensorType();
    DataType elements = DataType.forNumber(type.getElemType());
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(input.getName()).setDataType(type.getElemType());
    for (Dimension dim : type.getShape().getDimList()) {
      if (dim.getDimValue() != 1) {
        throw new OnnxException("a value for input " + text(input) + ", which is no single number");
      }
      tensor.addDims(1);
    }
    boolean whole = value == Math.rint(value);
    if (elements == DataType.FLOAT) {
      return tensor.addFloatData((float) value).build();
    }
    if (elements == DataType.INT64 && whole) {
      return tensor.addInt64Data((long) value).build();
    }
    if ((elements == DataType.INT32 && whole && value == (int) value)
        || (elements == DataType.BOOL && (value == 0 || value == 1))) {
      return tensor.addInt32Data((int) value).build();
    }
    throw new OnnxException(
        "the value " + value + " for input " + text(input) + ", which is of " + elements);
  }

  private static String text(ValueInfoProto input) {
    List<String> dims = new ArrayList<>();
    for (Dimension dim : input.getType().getTensorType().getShape().getDimList()) {
      String name = dim.getDimParam().isEmpty() ? "?" : dim.getDimParam();
      dims.add(dim.getDimValue() > 0 ? String.valueOf(dim.getDimValue()) : name);
    }
    return input.getName() + "=" + String.join(",", dims);
  }

  private static ValueInfoProto shaped(ValueInfoProto input, List<String> stated)
      throws OnnxException {
    boolean known = input.getType().getTensorType().hasShape();
    int rank = input.getType().getTensorType().getShape().getDimCount();
    if (known && rank != stated.size()) {
      throw new OnnxException(
          "a shape of "
              + stated.size()
              + " dimensions for input "
              + text(input)
              + ", expected "
              + rank);
    }
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (String dim : stated) {
      if (Character.isDigit(dim.charAt(0))) {
        shape.addDimBuilder().setDimValue(Long.parseLong(dim));
      } else {
        shape.addDimBuilder().setDimParam(dim);
      }
    }
    ValueInfoProto.Builder changed = input.toBuilder();
    changed.getTypeBuilder().getTensorTypeBuilder().setShape(shape);
    return changed.build();
  }

  private void checkOutputs(GraphProto graph) throws OnnxException {
    Set<String> values = new HashSet<>();
    for (NodeProto node : graph.getNodeList()) {
      values.addAll(node.getOutputList());
    }
    for (String output : outputs) {
      if (output.isEmpty() || !values.contains(output)) {
        String known =
            graph.getOutputList().stream()
                .limit(LISTED)
                .map(ValueInfoProto::getName)
                .collect(Collectors.joining(", "));
        throw new OnnxException(
            "no node makes a value '" + output + "'; the file's outputs are " + known);
      }
    }
    if (new HashSet<>(outputs).size() < outputs.size()) {
      throw new OnnxException("an output is named twice: " + String.join(", ", outputs));
    }
  }
}
