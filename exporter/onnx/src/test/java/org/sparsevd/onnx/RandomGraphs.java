package org.sparsevd.onnx;

import static org.sparsevd.onnx.write.Attributes.integer;
import static org.sparsevd.onnx.write.Attributes.integers;
import static org.sparsevd.onnx.write.Attributes.real;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.onnx.tensor.Initializers;
import org.sparsevd.tensor.Shape;

/** ONNX graphs as other tools write them, drawn from a seed, operator sets 9 to 25. */
final class RandomGraphs {
  private final Random random;
  private final int opset;
  private final GraphWriter writer;
  private final List<String> names = new ArrayList<>(List.of("x"));
  private final List<Shape> shapes = new ArrayList<>();
  private final RandomMovements movements;
  private int constants;

  /** A file and the input shape that it declares. */
  record Drawn(byte[] file, Shape input) {}

  private RandomGraphs(long seed) {
    random = new Random(seed);
    opset = pick(9, 25);
    Shape input =
        random.nextInt(3) == 0
            ? Shape.of(pick(1, 9))
            : Shape.of(pick(1, 4), pick(3, 9), pick(3, 9));
    shapes.add(input);
    writer = new GraphWriter(opset, Arrays.stream(input.toArray()).asLongStream().toArray());
    movements = new RandomMovements(random, opset, writer);
  }

  static Drawn draw(long seed) throws OnnxException {
    RandomGraphs graphs = new RandomGraphs(seed);
    int wanted = graphs.pick(1, 10);
    while (graphs.names.size() <= wanted) {
      graphs.step();
    }
    String output = graphs.names.get(graphs.names.size() - 1);
    return new Drawn(graphs.writer.bytes(output), graphs.shapes.get(0));
  }

  private void step() throws OnnxException {
    int from = random.nextInt(3) > 0 ? names.size() - 1 : random.nextInt(names.size());
    String in = names.get(from);
    String name = "v" + names.size();
    Shape shape = shapes.get(from);
    if (random.nextInt(3) == 0) {
      anywhere(name, in, shape);
    } else if (shape.rank() == 3) {
      image(name, in, shape);
    } else {
      vector(name, in, shape.dim(0));
    }
    names.add(name);
    shapes.add(OnnxImporter.read(writer.bytes(name)).outputShape());
  }

  private void anywhere(String name, String in, Shape shape) {
    switch (random.nextInt(9)) {
      case 5, 6 -> activation(name, in, shape);
      case 7 -> gate(name, in, shape);
      case 8 -> {
        int axis = random.nextBoolean() ? shape.rank() : 1;
        String op = random.nextBoolean() ? "Softmax" : "LogSoftmax";
        writer.node(op, name, List.of(in), integer("axis", axis));
      }
      case 0 -> writer.node("Identity", name, List.of(in));
      case 1 -> writer.node("Relu", name, List.of(in));
      case 2 -> {
        List<String> same = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
          if (shapes.get(i).equals(shape)) {
            same.add(names.get(i));
          }
        }
        String other = same.get(random.nextInt(same.size()));
        writer.node("Add", name, List.of(in, other));
      }
      case 3 -> {
        int axis = pick(1, shape.rank());
        boolean fromEnd = random.nextBoolean() && opset >= 11;
        AttributeProto attribute = integer("axis", fromEnd ? axis - shape.rank() - 1 : axis);
        writer.node("Concat", name, List.of(in, in), attribute);
      }
      default -> arithmetic(name, in, shape);
    }
  }

  private void activation(String name, String in, Shape shape) {
    List<String> alone = List.of(in);
    switch (random.nextInt(opset < 14 ? 6 : 7)) {
      case 0 -> writer.node("LeakyRelu", name, alone, real("alpha", random.nextFloat()));
      case 1 -> writer.node("Sigmoid", name, alone);
      case 2 -> writer.node("Tanh", name, alone);
      case 3 -> writer.node("HardSigmoid", name, alone, real("alpha", random.nextFloat()));
      case 4 -> clip(name, in);
      case 5 -> {
        int[] dims = shape.toArray();
        if (random.nextBoolean()) {
          Arrays.fill(dims, 1, dims.length, 1);
        }
        int count = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        String slope = constant(RandomModels.values(random, count, 1), dims);
        writer.node("PRelu", name, List.of(in, slope));
      }
      default -> writer.node("HardSwish", name, alone);
    }
  }

  private void clip(String name, String in) {
    if (opset < 11) {
      writer.node("Clip", name, List.of(in), real("min", -0.5f), real("max", 6));
      return;
    }
    String least = constant(new float[] {-random.nextFloat()});
    String most = constant(new float[] {random.nextFloat()});
    switch (random.nextInt(3)) {
      case 0 -> writer.node("Clip", name, List.of(in, least));
      case 1 -> writer.node("Clip", name, List.of(in, "", most));
      default -> writer.node("Clip", name, List.of(in, least, most));
    }
  }

  /** A value times, or plus, what is computed from it; per channel for images. */
  private void gate(String name, String in, Shape shape) {
    String source = in;
    if (shape.rank() == 3 && random.nextBoolean()) {
      source = name + "p";
      String pool = random.nextBoolean() ? "GlobalAveragePool" : "GlobalMaxPool";
      writer.node(pool, source, List.of(in));
    }
    writer.node("Sigmoid", name + "s", List.of(source));
    boolean swapped = random.nextBoolean();
    String join = random.nextBoolean() ? "Mul" : "Add";
    writer.node(join, name, swapped ? List.of(name + "s", in) : List.of(in, name + "s"));
  }

  private void arithmetic(String name, String in, Shape shape) {
    String op = List.of("Add", "Sub", "Mul", "Div").get(random.nextInt(4));
    int[] dims = new int[pick(0, shape.rank())];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = random.nextBoolean() ? 1 : shape.dim(shape.rank() - dims.length + i);
    }
    float[] values = new float[Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (random.nextBoolean() ? 1 : -1) * (0.5f + random.nextFloat());
    }
    String constant = constant(values, dims);
    boolean swapped = !op.equals("Div") && random.nextBoolean();
    writer.node(op, name, swapped ? List.of(constant, in) : List.of(in, constant));
  }

  private void vector(String name, String in, int units) {
    int outputs = pick(1, 9);
    switch (random.nextInt(6)) {
      case 5 -> movements.ones(name, in, units);
      case 4 -> {
        String target = "shape" + constants++;
        boolean fixed = random.nextBoolean();
        writer.integers(target, fixed ? new long[] {-1, 1, 1, units} : new long[] {0, -1, 1, 1});
        writer.node("Reshape", name, List.of(in, target));
      }
      case 0 -> {
        boolean transposed = random.nextBoolean();
        int[] dims = transposed ? new int[] {outputs, units} : new int[] {units, outputs};
        int[] biasDims =
            List.of(new int[] {outputs}, new int[] {1, outputs}, new int[] {}, new int[] {1})
                .get(random.nextInt(4));
        int biases = biasDims.length > 0 ? biasDims[biasDims.length - 1] : 1;
        List<String> inputs = new ArrayList<>(List.of(in, weight(dims)));
        if (opset < 11 || random.nextInt(4) > 0) {
          inputs.add(constant(RandomModels.values(random, biases, 1), biasDims));
        }
        writer.node(
            "Gemm",
            name,
            inputs,
            integer("transB", transposed ? 1 : 0),
            real("alpha", random.nextBoolean() ? 1 : 0.5f),
            real("beta", random.nextBoolean() ? 1 : -2));
      }
      case 1 -> {
        writer.node("MatMul", name + "m", List.of(in, weight(units, outputs)));
        String bias = constant(RandomModels.values(random, outputs, 1), outputs);
        writer.node("Add", name, List.of(name + "m", bias));
      }
      case 2 -> writer.node("MatMul", name, List.of(in, weight(units, outputs)));
      default ->
          writer.node("Softmax", name, List.of(in), integer("axis", random.nextBoolean() ? 1 : -1));
    }
  }

  private void image(String name, String in, Shape shape) {
    switch (random.nextInt(13)) {
      case 7, 8, 9 -> movements.draw(name, in, shape);
      case 10 -> transposedConvolution(name, in, shape);
      case 11 -> {
        String target = "shape" + constants++;
        writer.integers(target, 0, shape.dim(2), shape.dim(0), shape.dim(1));
        writer.node("Reshape", name, List.of(in, target));
      }
      case 12 -> {
        AttributeProto keep = integer("keepdims", random.nextInt(2));
        movements.overAxes(18, "ReduceMean", name, in, new long[] {1, 2}, keep);
      }
      case 0, 1 -> convolution(name, in, shape);
      case 2 -> pool("MaxPool", name, in, shape, List.of());
      case 3 -> {
        int counted = random.nextInt(2);
        pool("AveragePool", name, in, shape, List.of(integer("count_include_pad", counted)));
      }
      case 4 -> norm(name, in, shape.dim(0));
      case 5 -> movements.reduce(name, in);
      default -> {
        String target = "shape" + constants++;
        long size = shape.size();
        writer.integers(target, random.nextBoolean() ? new long[] {0, -1} : new long[] {-1, size});
        writer.node("Reshape", name, List.of(in, target));
      }
    }
  }

  private void transposedConvolution(String name, String in, Shape shape) {
    int groups = random.nextInt(3) == 0 ? shape.dim(0) : 1;
    int outputs = pick(1, 3);
    int kernel = pick(1, 3);
    int stride = shape.size() > 500 ? 1 : pick(1, 2);
    int before = pick(0, kernel - 1);
    int added = stride == 1 ? 0 : kernel == 1 ? 1 : pick(0, 1);
    // Pads at the end that cut nothing off and leave something.
    int after = pick(0, Math.max(0, kernel - stride + added));
    int least = Math.min(shape.dim(1), shape.dim(2));
    if ((least - 1) * stride + kernel - before - after + added < 1) {
      before = 0;
      after = 0;
    }
    List<String> inputs =
        new ArrayList<>(List.of(in, weight(shape.dim(0), outputs, kernel, kernel)));
    if (random.nextBoolean()) {
      inputs.add(constant(RandomModels.values(random, outputs * groups, 1), outputs * groups));
    }
    writer.node(
        "ConvTranspose",
        name,
        inputs,
        integers("strides", stride, stride),
        integers("pads", before, before, after, after),
        integers("output_padding", added, added),
        integer("group", groups));
  }

  private void convolution(String name, String in, Shape shape) {
    int groups = random.nextInt(3) == 0 ? shape.dim(0) : 1;
    int outputs = groups * pick(1, 2);
    int kernelHeight = pick(1, Math.min(3, shape.dim(1)));
    int kernelWidth = pick(1, Math.min(3, shape.dim(2)));
    boolean dilated =
        random.nextInt(4) == 0
            && kernelHeight * 2 <= shape.dim(1)
            && kernelWidth * 2 <= shape.dim(2);
    List<String> inputs =
        new ArrayList<>(
            List.of(in, weight(outputs, shape.dim(0) / groups, kernelHeight, kernelWidth)));
    if (random.nextBoolean()) {
      inputs.add(constant(RandomModels.values(random, outputs, 1), outputs));
    }
    List<AttributeProto> attributes = new ArrayList<>(sliding(kernelHeight, kernelWidth));
    attributes.add(integer("group", groups));
    boolean explicit = attributes.stream().noneMatch(a -> a.getName().equals("auto_pad"));
    if (dilated && explicit) {
      attributes.add(integers("dilations", 2, 2));
    }
    writer.node("Conv", name, inputs, attributes.toArray(AttributeProto[]::new));
  }

  private void pool(String op, String name, String in, Shape shape, List<AttributeProto> more) {
    int kernelHeight = pick(1, Math.min(3, shape.dim(1)));
    int kernelWidth = pick(1, Math.min(3, shape.dim(2)));
    List<AttributeProto> attributes = new ArrayList<>(more);
    attributes.add(integers("kernel_shape", kernelHeight, kernelWidth));
    if (op.equals("AveragePool") && opset >= 19 && random.nextBoolean()) {
      attributes.add(integers("dilations", 1, 1));
    }
    if (op.equals("MaxPool") && opset > 9 && random.nextBoolean()) {
      // Where a last window could start in the padding, ONNX Runtime contradicts itself.
      attributes.add(integer("ceil_mode", 1));
      attributes.add(integers("strides", pick(1, kernelHeight), pick(1, kernelWidth)));
      attributes.add(integers("pads", pick(0, kernelHeight - 1), pick(0, kernelWidth - 1), 0, 0));
    } else {
      attributes.addAll(sliding(kernelHeight, kernelWidth));
    }
    writer.node(op, name, List.of(in), attributes.toArray(AttributeProto[]::new));
  }

  private List<AttributeProto> sliding(int kernelHeight, int kernelWidth) {
    AttributeProto strides = integers("strides", pick(1, 2), pick(1, 2));
    return switch (random.nextInt(4)) {
      case 0 -> List.of(strides, GraphWriter.text("auto_pad", "SAME_UPPER"));
      case 1 -> List.of(strides, GraphWriter.text("auto_pad", "SAME_LOWER"));
      case 2 -> List.of(GraphWriter.text("auto_pad", "VALID"));
      default -> {
        int height = kernelHeight - 1;
        int width = kernelWidth - 1;
        yield List.of(
            strides,
            integers("pads", pick(0, height), pick(0, width), pick(0, height), pick(0, width)));
      }
    };
  }

  private void norm(String name, String in, int channels) {
    float[] variance = RandomModels.values(random, channels, 1);
    for (int c = 0; c < channels; c++) {
      variance[c] = variance[c] * variance[c] + 0.1f;
    }
    List<String> inputs = new ArrayList<>(List.of(in));
    for (int i = 0; i < 3; i++) {
      inputs.add(constant(RandomModels.values(random, channels, 1), channels));
    }
    inputs.add(constant(variance, channels));
    writer.node("BatchNormalization", name, inputs, real("epsilon", 0.01f));
  }

  /** A weight, sometimes sparse. */
  private String weight(int... dims) {
    int count = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    boolean sparse = random.nextBoolean();
    float[] values = RandomModels.values(random, count, sparse ? 0.3 : 1);
    for (int i = 0; i < count; i++) {
      // Keeps values in bounds, however deep the graph.
      values[i] /= (float) Math.sqrt((double) count / dims[0]);
    }
    if (sparse) {
      String name = "c" + constants++;
      writer.sparse(name, values, dims);
      return name;
    }
    return constant(values, dims);
  }

  /** A dense constant: an initializer or the output of a node. */
  private String constant(float[] values, int... dims) {
    String name = "c" + constants++;
    if (random.nextBoolean()) {
      writer.floats(name, values, dims);
    } else {
      AttributeProto value = GraphWriter.tensor("value", Initializers.dense(name, values, dims));
      writer.node("Constant", name, List.of(), value);
    }
    return name;
  }

  private int pick(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }
}
