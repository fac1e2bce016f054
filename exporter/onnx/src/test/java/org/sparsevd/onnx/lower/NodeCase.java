package org.sparsevd.onnx.lower;

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
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.Closeness;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.OnnxRuntime;
import org.sparsevd.onnx.lower.graph.Notices;
import org.sparsevd.onnx.rewrite.Patterns;
import org.sparsevd.onnx.tensor.ExternalData;
import org.sparsevd.onnx.tensor.ImportLimit;
import org.sparsevd.onnx.tensor.Initializers;
import org.sparsevd.onnx.tensor.TensorReader;

/** A file of a few nodes whose values are drawn, lowered and computed here and by ONNX Runtime. */
public final class NodeCase {
  private final Random random;
  private final int opset;
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("case");
  private final List<String> operands = new ArrayList<>();
  private final Map<String, int[]> dims = new LinkedHashMap<>();
  private final Map<String, float[]> values = new HashMap<>();
  private final Set<Integer> free = new TreeSet<>();

  public NodeCase(Random random, int opset) {
    this.random = random;
    this.opset = opset;
  }

  /** A live value of floats from -1 to 1 as the next operand. */
  public NodeCase live(int... shape) {
    String name = "x" + dims.size();
    dims.put(name, shape);
    values.put(name, draw(size(shape)));
    operands.add(name);
    return this;
  }

  /** Leaves these axes of all live values open, in a second file; equal extents are one symbol. */
  public NodeCase free(int... axes) {
    Arrays.stream(axes).forEach(free::add);
    return this;
  }

  /** Leaves no axes open. */
  public NodeCase fixed() {
    free.clear();
    return this;
  }

  /** Floats of the file as the next operand. */
  public NodeCase stored(int... shape) {
    return floats(draw(size(shape)), shape);
  }

  public NodeCase floats(float[] values, int... shape) {
    String name = "w" + graph.getInitializerCount();
    graph.addInitializer(Initializers.dense(name, values, shape));
    operands.add(name);
    return this;
  }

  public NodeCase integers(long[] values, long... shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName("w" + graph.getInitializerCount())
            .setDataType(DataType.INT64.getNumber());
    Arrays.stream(shape).forEach(tensor::addDims);
    Arrays.stream(values).forEach(tensor::addInt64Data);
    operands.add(tensor.getName());
    graph.addInitializer(tensor);
    return this;
  }

  /** Truth values of the file as the next operand. */
  public NodeCase truths(int... shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName("w" + graph.getInitializerCount())
            .setDataType(DataType.BOOL.getNumber());
    Arrays.stream(shape).forEach(tensor::addDims);
    for (int i = 0; i < size(shape); i++) {
      // The first of each row, so that none is empty.
      tensor.addInt32Data(i % shape[shape.length - 1] == 0 || random.nextBoolean() ? 1 : 0);
    }
    operands.add(tensor.getName());
    graph.addInitializer(tensor);
    return this;
  }

  /** An operand that is left out. */
  public NodeCase none() {
    operands.add("");
    return this;
  }

  /** A value that stands before as the next operand. */
  public NodeCase again(String name) {
    operands.add(name);
    return this;
  }

  /** Values that stand before as the only operands so far. */
  public NodeCase next(String... names) {
    operands.clear();
    operands.addAll(List.of(names));
    return this;
  }

  /** A node that reads the operands so far; its value, named so, is the first of the next. */
  public NodeCase node(String opType, String name, AttributeProto... attributes) {
    return node(opType, List.of(name), attributes);
  }

  /** A node of several values, the first of which is the first of the next operands. */
  public NodeCase node(String opType, List<String> names, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(names.get(0))
            .setOpType(opType)
            .addAllInput(operands)
            .addAllOutput(names)
            .addAllAttribute(List.of(attributes)));
    operands.clear();
    operands.add(names.get(0));
    return this;
  }

  /** Reads the last node's value here and in ONNX Runtime; returns the model. */
  public Model assertAlike() throws Exception {
    float[] expected;
    ModelProto fixed = file(false);
    try (OnnxRuntime runtime = new OnnxRuntime(fixed.toByteArray())) {
      expected = expected(runtime.session());
    }
    Model model = read(fixed);
    assertClose(model, expected);
    Map<String, Integer> numbers = new HashMap<>();
    for (int[] shape : dims.values()) {
      for (int axis : free) {
        if (axis < shape.length) {
          numbers.put(symbol(axis, shape), shape[axis]);
        }
      }
    }
    if (!numbers.isEmpty()) {
      assertClose(read(file(true)).bind(numbers), expected);
    }
    return model;
  }

  /** What the last node's value is here. */
  public float[] found() throws OnnxException {
    Model model = read(file(false));
    return new Interpreter(model).values(values).get(model.output());
  }

  /** The message with which the file is refused. */
  public String refusal() {
    try {
      read(file(!free.isEmpty()));
    } catch (OnnxException e) {
      return e.getMessage();
    }
    throw new AssertionError("the file was read");
  }

  private void assertClose(Model model, float[] expected) {
    Map<String, float[]> all = new Interpreter(model).values(values);
    try {
      Closeness.assertClose(all.get(model.output()), expected);
    } catch (AssertionError e) {
      throw new AssertionError(model.inputs() + " " + graph.getNodeList() + e.getMessage(), e);
    }
  }

  private Model read(ModelProto file) throws OnnxException {
    ImportLimit limit = new ImportLimit(file.getSerializedSize(), 0);
    TensorReader tensors = new TensorReader(limit, ExternalData.NONE);
    return Patterns.apply(
        new Lowering(file.getGraph(), List.of(), opset, limit, tensors, new Notices(), false)
            .read("case", Map.of()));
  }

  private ModelProto file(boolean open) {
    GraphProto.Builder complete = graph.clone();
    dims.forEach((name, shape) -> complete.addInput(info(name, shape, open)));
    complete.addOutput(ValueInfoProto.newBuilder().setName(operands.get(0)).setType(floats()));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
        .setGraph(complete)
        .build();
  }

  private static TypeProto.Builder floats() {
    return TypeProto.newBuilder()
        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT.getNumber()));
  }

  private static String symbol(int axis, int[] shape) {
    return "n" + axis + "_" + shape[axis];
  }

  private ValueInfoProto info(String name, int[] shape, boolean open) {
    TypeProto.Builder type = floats();
    for (int axis = 0; axis < shape.length; axis++) {
      boolean named = open && free.contains(axis);
      TensorShapeProto.Dimension.Builder dim =
          type.getTensorTypeBuilder().getShapeBuilder().addDimBuilder();
      if (named) {
        dim.setDimParam(symbol(axis, shape));
      } else {
        dim.setDimValue(shape[axis]);
      }
    }
    return ValueInfoProto.newBuilder().setName(name).setType(type).build();
  }

  private float[] expected(OrtSession session) throws OrtException {
    Map<String, OnnxTensor> inputs = new HashMap<>();
    for (Map.Entry<String, int[]> input : dims.entrySet()) {
      long[] shape = Arrays.stream(input.getValue()).asLongStream().toArray();
      FloatBuffer buffer = FloatBuffer.wrap(values.get(input.getKey()));
      inputs.put(
          input.getKey(), OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), buffer, shape));
    }
    try (OrtSession.Result result = session.run(inputs)) {
      FloatBuffer output = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] copy = new float[output.remaining()];
      output.get(copy);
      return copy;
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private float[] draw(int count) {
    float[] drawn = new float[count];
    for (int i = 0; i < count; i++) {
      drawn[i] = 2 * random.nextFloat() - 1;
    }
    return drawn;
  }

  private static int size(int[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }
}
