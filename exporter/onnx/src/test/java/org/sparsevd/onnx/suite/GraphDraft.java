package org.sparsevd.onnx.suite;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongFunction;

/**
 * A graph of general tensors that grows node by node. ONNX Runtime says what comes out of each, so
 * that an operator is drawn without a shape rule of its own.
 */
final class GraphDraft {
  private static final int IR_VERSION = 8;

  private final Random random;
  private final int opset;
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("drawn");
  private final List<SuiteTensor> inputs = new ArrayList<>();
  private final List<DraftValue> values = new ArrayList<>();
  private int names;
  private int settledNodes;
  private int settledConstants;
  private boolean exactOnly;
  private boolean usedRounded;

  GraphDraft(Random random, int opset) {
    this.random = random;
    this.opset = opset;
  }

  Random random() {
    return random;
  }

  int opset() {
    return opset;
  }

  int pick(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  /** True once in this many times. */
  boolean once(int in) {
    return random.nextInt(in) == 0;
  }

  List<DraftValue> values() {
    return values;
  }

  List<SuiteTensor> inputs() {
    return inputs;
  }

  /**
   * A further input.
   *
   * @param symbol the name of a dimension of some size; null where it is fixed
   */
  void input(DataType type, List<Long> dims, LongFunction<String> symbol) {
    String name = "x" + inputs.size();
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      String called = symbol.apply(dim);
      if (called == null) {
        shape.addDimBuilder().setDimValue(dim);
      } else {
        shape.addDimBuilder().setDimParam(called);
      }
    }
    graph.addInput(info(name, TypeProto.Tensor.newBuilder().setShape(shape), type));
    SuiteTensor tensor = RandomTensors.draw(random, name, type, dims);
    inputs.add(tensor);
    values.add(new DraftValue(tensor, true));
  }

  private static ValueInfoProto info(String name, TypeProto.Tensor.Builder tensor, DataType type) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor.setElemType(type.getNumber())))
        .build();
  }

  /** Begins an operator; where it is steep it may read no value that is rounded. */
  void begin(boolean steep) {
    exactOnly = steep;
    usedRounded = false;
  }

  /** Whether the operator that is being drawn may read this value. */
  boolean mayRead(DraftValue value) {
    return value.exact() || !exactOnly;
  }

  /** The name of a value that is read. */
  String use(DraftValue value) {
    usedRounded |= !value.exact();
    return value.tensor().name();
  }

  /** A value or constant that broadcasts with this one, of its type. */
  String operand(DraftValue with) {
    List<DraftValue> fitting =
        values.stream()
            .filter(v -> mayRead(v) && v.type() == with.type() && v.broadcastsWith(with.dims()))
            .toList();
    if (!once(3)) {
      return use(fitting.get(random.nextInt(fitting.size())));
    }
    List<Long> dims = new ArrayList<>();
    int from = pick(0, with.rank());
    for (int i = from; i < with.rank(); i++) {
      dims.add(random.nextBoolean() ? 1 : with.dims().get(i));
    }
    if (once(6)) {
      dims.addAll(0, List.of((long) pick(1, 2), 1L).subList(0, from == 0 ? 1 : 0));
    }
    return constant(with.type(), dims);
  }

  String constant(DataType type, List<Long> dims) {
    return constant(RandomTensors.draw(random, "", type, dims));
  }

  String floats(float... values) {
    return constant(SuiteTensor.of("", List.of((long) values.length), values));
  }

  String integers(long... values) {
    return constant(RandomTensors.integers(values, List.of((long) values.length)));
  }

  /** An initializer, or the output of a node. */
  String constant(SuiteTensor values) {
    String name = "c" + names++;
    TensorProto tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(values.type().getNumber())
            .addAllDims(values.dims())
            .setRawData(ByteString.copyFrom(values.bytes()))
            .build();
    if (random.nextBoolean()) {
      graph.addInitializer(tensor);
    } else {
      AttributeProto value =
          AttributeProto.newBuilder()
              .setName("value")
              .setType(AttributeProto.AttributeType.TENSOR)
              .setT(tensor)
              .build();
      graph.addNode(
          NodeProto.newBuilder().setOpType("Constant").addOutput(name).addAttribute(value));
    }
    return name;
  }

  /** A node with one output, whose name is returned. */
  String node(String op, List<String> inputs, AttributeProto... attributes) {
    return node(op, inputs, 1, attributes).get(0);
  }

  List<String> node(String op, List<String> inputs, int outputs, AttributeProto... attributes) {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      made.add("v" + names++);
    }
    graph.addNode(
        NodeProto.newBuilder()
            .setName(made.get(0))
            .setOpType(op)
            .addAllInput(inputs)
            .addAllOutput(made)
            .addAllAttribute(List.of(attributes)));
    return made;
  }

  /**
   * Takes what was drawn since {@link #begin} into the graph if ONNX Runtime runs it and its values
   * are tame, else takes it out.
   *
   * @param keeps whether the operator computes without rounding
   */
  void settle(boolean keeps) {
    List<String> fresh = new ArrayList<>();
    for (NodeProto node : graph.getNodeList().subList(settledNodes, graph.getNodeCount())) {
      if (!node.getOpType().equals("Constant")) {
        fresh.addAll(node.getOutputList());
      }
    }
    try {
      List<SuiteTensor> results = fresh.isEmpty() ? List.of() : answers(file(fresh, false), inputs);
      if (results.stream().allMatch(RandomTensors::isTame)) {
        boolean exact = keeps && !usedRounded;
        results.forEach(result -> values.add(new DraftValue(result, exact)));
        settledNodes = graph.getNodeCount();
        settledConstants = graph.getInitializerCount();
        return;
      }
    } catch (Engine.Refusal e) {
      // Drawn against ONNX's rules, or ONNX Runtime lacks it.
    }
    while (graph.getNodeCount() > settledNodes) {
      graph.removeNode(graph.getNodeCount() - 1);
    }
    while (graph.getInitializerCount() > settledConstants) {
      graph.removeInitializer(graph.getInitializerCount() - 1);
    }
  }

  /** Whether all values are tame for other inputs, too: how NaN is ordered, say, differs. */
  boolean staysTame(List<SuiteTensor> others) throws Engine.Refusal {
    List<String> all = new ArrayList<>();
    for (NodeProto node : graph.getNodeList()) {
      if (!node.getOpType().equals("Constant")) {
        all.addAll(node.getOutputList());
      }
    }
    return answers(file(all, false), others).stream().allMatch(RandomTensors::isTame);
  }

  /** What ONNX Runtime makes of the inputs. */
  static List<SuiteTensor> answers(byte[] file, List<SuiteTensor> inputs) throws Engine.Refusal {
    try (Engine.Net net = new OnnxRuntimeEngine().load(file)) {
      return net.answers(inputs).values().iterator().next();
    }
  }

  /** The file with these outputs. */
  byte[] file(List<String> outputs) {
    return file(outputs, true);
  }

  private byte[] file(List<String> outputs, boolean typed) {
    GraphProto.Builder complete = graph.clone();
    for (String output : outputs) {
      if (typed) {
        DataType type =
            values.stream().filter(v -> v.tensor().name().equals(output)).findFirst().get().type();
        complete.addOutput(info(output, TypeProto.Tensor.newBuilder(), type));
      } else {
        complete.addOutput(ValueInfoProto.newBuilder().setName(output));
      }
    }
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
        .setGraph(complete)
        .build()
        .toByteArray();
  }
}
