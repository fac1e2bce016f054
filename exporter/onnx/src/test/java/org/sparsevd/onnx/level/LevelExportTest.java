package org.sparsevd.onnx.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.OnnxRules;
import org.sparsevd.onnx.OnnxRuntime;
import org.sparsevd.onnx.OnnxSettings;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** Nets in 8 bits as files of QuantizeLinear and DequantizeLinear. */
class LevelExportTest {
  private static final float IN = 0.04f;
  private static final float MID = 0.05f;
  private static final float LAST = 0.06f;

  private final Random random = new Random(3);

  private DenseTensor whole(int... dims) {
    float[] values = new float[Shape.of(dims).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(127) - 63;
    }
    return new DenseTensor(Shape.of(dims), values);
  }

  private Op.Conv2d conv(int filters, int channels, int side) {
    Window window = Window.square(side, side / 2);
    return new Op.Conv2d(whole(filters, channels, side, side), new float[filters], window, 1);
  }

  /** Sums of levels become real. */
  private Op.Affine real(int channels, float unit, int columns) {
    float[] scale = new float[channels];
    float[] shift = new float[channels];
    for (int c = 0; c < channels; c++) {
      scale[c] = unit * (1 + random.nextFloat()) / 40 / (float) Math.sqrt(columns);
      shift[c] = (float) random.nextGaussian();
    }
    return new Op.Affine(scale, shift);
  }

  private static Op.Affine times(int channels, float scale) {
    float[] all = new float[channels];
    Arrays.fill(all, scale);
    return new Op.Affine(all, new float[channels]);
  }

  /** A stem, a block with a residual sum, a pooled branch beside it, a mean and a dense layer. */
  private Model net() {
    List<Node> nodes = new ArrayList<>();
    add(nodes, "in", new Op.Quantize(IN, 128), Model.INPUT);
    add(nodes, "c1", conv(6, 3, 3), "in");
    add(nodes, "a1", real(6, IN, 27), "c1");
    add(nodes, "r1", new Op.Relu(), "a1");
    add(nodes, "q1", new Op.Quantize(MID, 0), "r1");
    add(nodes, "pool", new Op.MaxPool2d(Window.square(2, 0)), "q1");
    add(nodes, "c2", conv(6, 6, 3), "pool");
    add(nodes, "a2", real(6, MID, 54), "c2");
    add(nodes, "skip", times(6, MID), "pool");
    add(nodes, "sum", new Op.Add(), "a2", "skip");
    add(nodes, "r2", new Op.Relu(), "sum");
    add(nodes, "q2", new Op.Quantize(LAST, 0), "r2");
    add(nodes, "q3", new Op.Quantize(LAST, 0), "a2");
    add(nodes, "join", new Op.Concat(), "q2", "q3");
    add(nodes, "mean", new Op.GlobalAvgPool2d(), "join");
    add(nodes, "meaned", times(12, LAST), "mean");
    add(nodes, "flat", new Op.Flatten(), "meaned");
    add(nodes, "q4", new Op.Quantize(0.02f, 9), "flat");
    add(nodes, "d", new Op.Dense(whole(5, 12), new float[5]), "q4");
    add(nodes, "out", real(5, 0.02f, 12), "d");
    return new Model("net", Shape.of(3, 8, 8), nodes, "out", Map.of());
  }

  private static void add(List<Node> nodes, String name, Op op, String... inputs) {
    nodes.add(new Node(name, op, List.of(inputs)));
  }

  private float[] input(int size) {
    float[] input = new float[size];
    for (int i = 0; i < size; i++) {
      input[i] = (float) random.nextGaussian() * 2;
    }
    return input;
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  @ParameterizedTest
  @ValueSource(strings = {"dense", "sparse"})
  void computesTheSameToALevel(String profile) throws Exception {
    Model model = net();
    byte[] file = OnnxExporter.export(model, OnnxProfile.parse(profile));
    OnnxRules.check(ModelProto.parseFrom(file));
    Interpreter interpreter = new Interpreter(model);
    try (OnnxRuntime runtime = new OnnxRuntime(file)) {
      for (int i = 0; i < 20; i++) {
        float[] input = input(model.inputShape().size());
        float[] expected = interpreter.run(input);
        float[] found = runtime.run(input, 1, 3, 8, 8);
        // A level that ties another way, or a bias that is rounded, moves some others by one.
        float tolerance = 0.03f * largest(expected) + 0.01f;
        for (int k = 0; k < found.length; k++) {
          assertThat(found[k]).as("input %d", i).isCloseTo(expected[k], within(tolerance));
        }
      }
    }
  }

  private static Offset<Float> within(float value) {
    return Offset.offset(value);
  }

  /** Weights are the model's own numbers, and nothing stands between layer and rounding. */
  @Test
  void layersAreOnesOfIntegers() throws Exception {
    Model model = net();
    ModelProto file = ModelProto.parseFrom(OnnxExporter.export(model, OnnxProfile.DENSE));
    List<String> types = file.getGraph().getNodeList().stream().map(NodeProto::getOpType).toList();
    assertThat(types).doesNotContain("Mul");
    assertThat(types.stream().filter("Clip"::equals)).as("of what else is read").hasSize(1);
    assertThat(types.stream().filter("QuantizeLinear"::equals)).hasSize(7);
    List<byte[]> weights = new ArrayList<>();
    for (TensorProto tensor : file.getGraph().getInitializerList()) {
      boolean weight = tensor.getName().endsWith(".weight.rounded");
      if (weight) {
        assertThat(tensor.getDataType()).isEqualTo(DataType.INT8.getNumber());
        weights.add(tensor.getRawData().toByteArray());
      }
    }
    List<float[]> expected =
        model.nodes().stream()
            .filter(node -> node.op() instanceof Op.Weighted)
            .map(node -> ((Op.Weighted) node.op()).weight().toArray())
            .toList();
    assertThat(weights).hasSize(3);
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < expected.get(i).length; k++) {
        assertThat((float) weights.get(i)[k]).isEqualTo(expected.get(i)[k]);
      }
    }
  }

  /** A layer that adds a bias to whole numbers, or whose weights are none, computes in floats. */
  @Test
  void otherLayersOverLevelsStayFloats() throws Exception {
    for (float weight : new float[] {2.5f, 128}) {
      Op dense =
          new Op.Dense(new DenseTensor(Shape.of(1, 2), new float[] {weight, 3}), new float[1]);
      List<Node> nodes = new ArrayList<>();
      add(nodes, "q", new Op.Quantize(0.5f, 100), Model.INPUT);
      add(nodes, "d", dense, "q");
      add(nodes, "out", new Op.Affine(new float[] {0.5f}, new float[] {1}), "d");
      Model model = new Model("net", Shape.of(2), nodes, "out", Map.of());
      byte[] file = OnnxExporter.export(model, OnnxProfile.DENSE);
      try (OnnxRuntime runtime = new OnnxRuntime(file)) {
        float[] input = {3.26f, -7};
        assertThat(runtime.run(input, 1, 2)).containsExactly(new Interpreter(model).run(input));
      }
    }
  }

  @Test
  void levelsMayLeaveTheNet() throws Exception {
    List<Node> nodes = new ArrayList<>();
    add(nodes, "q", new Op.Quantize(0.5f, 100), Model.INPUT);
    add(nodes, "out", new Op.MaxPool2d(Window.square(2, 0)), "q");
    Model model = new Model("net", Shape.of(1, 2, 2), nodes, "out", Map.of());
    byte[] file = OnnxExporter.export(model, OnnxProfile.DENSE);
    try (OnnxRuntime runtime = new OnnxRuntime(file)) {
      assertThat(runtime.run(new float[] {-3, 4.1f, 2, 7.8f}, 1, 1, 2, 2)).containsExactly(16);
      assertThat(runtime.run(new float[] {-99, -98, -97, -200}, 1, 1, 2, 2)).containsExactly(-100);
    }
  }

  @Test
  void whatIsIn8BitsIsNotRoundedOnceMore() {
    assertThatThrownBy(() -> OnnxProfile.INT8.shape(net()))
        .hasMessage("profile 'int8': the model is in 8 bits already, other profiles keep them");
    assertThat(OnnxSettings.of(OnnxProfile.SHRUNK).profile().shape(net()).nodes()).hasSize(20);
  }
}
