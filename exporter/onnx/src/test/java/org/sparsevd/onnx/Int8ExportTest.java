package org.sparsevd.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.model.Attributes;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.onnx.operator.PointwiseRow;
import org.sparsevd.onnx.operator.PointwiseTable;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** Files in 8 bits compute nearly what the model computes. */
class Int8ExportTest {
  private static final int INPUTS = 16;

  private static Op conv(Random random, int out, int in, int kernel, double density) {
    Shape shape = Shape.of(out, in, kernel, kernel);
    float[] weight = RandomModels.values(random, shape.size(), density);
    float[] bias = RandomModels.values(random, out, 0.8);
    return new Op.Conv2d(
        new DenseTensor(shape, weight), bias, Window.square(kernel, kernel / 2), 1);
  }

  /** Branches, every kind of operator that works on bytes, and filters without weights. */
  static Model net(double density) {
    Random random = new Random(3);
    List<Node> nodes = new ArrayList<>();
    nodes.add(new Node("c1", conv(random, 6, 2, 3, density), List.of(Model.INPUT)));
    nodes.add(new Node("r1", new Op.Relu(), List.of("c1")));
    nodes.add(new Node("p1", new Op.MaxPool2d(Window.pooling(2)), List.of("r1")));
    nodes.add(new Node("c2", conv(random, 6, 6, 3, density), List.of("p1")));
    nodes.add(new Node("sum", new Op.Add(), List.of("c2", "p1")));
    nodes.add(new Node("r2", new Op.Relu(), List.of("sum")));
    nodes.add(new Node("c3", conv(random, 4, 6, 1, density), List.of("r2")));
    nodes.add(new Node("all", new Op.Concat(), List.of("c3", "r2")));
    nodes.add(new Node("a1", new Op.AvgPool2d(Window.pooling(2), false), List.of("all")));
    nodes.add(new Node("flat", new Op.Flatten(), List.of("a1")));
    float[] weight = RandomModels.values(random, 5 * 40, density);
    Op fc = new Op.Dense(new DenseTensor(Shape.of(5, 40), weight), new float[] {1, 0, -1, 2, 3});
    nodes.add(new Node("fc", fc, List.of("flat")));
    return new Model("net", Shape.of(2, 8, 8), nodes, "fc", Map.of());
  }

  private static List<float[]> inputs(Model model) {
    Random random = new Random(8);
    List<float[]> inputs = new ArrayList<>();
    for (int i = 0; i < INPUTS; i++) {
      inputs.add(RandomModels.values(random, model.inputShape().size(), 1));
    }
    return inputs;
  }

  private static OnnxSettings settings(Model model, OnnxProfile profile, List<float[]> inputs) {
    Model shaped = profile.shape(model);
    ActivationRanges ranges = ActivationRanges.none(shaped);
    Interpreter probe = new Interpreter(ActivationRanges.probe(shaped));
    for (float[] input : inputs) {
      ranges = ranges.with(probe.run(input));
    }
    return new OnnxSettings(profile, false, Optional.empty(), Optional.of(ranges));
  }

  /** Root mean square of the differences, relative to that of what is expected. */
  private static double difference(Model model, byte[] file, List<float[]> inputs)
      throws Exception {
    double error = 0;
    double size = 0;
    try (OnnxRuntime runtime = new OnnxRuntime(file)) {
      for (float[] input : inputs) {
        float[] expected = new Interpreter(model).run(input);
        float[] found = runtime.run(input, 1, model.inputShape().toArray());
        for (int i = 0; i < expected.length; i++) {
          error += Math.pow(found[i] - expected[i], 2);
          size += Math.pow(expected[i], 2);
        }
      }
    }
    return Math.sqrt(error / size);
  }

  static List<OnnxProfile> int8Profiles() {
    return OnnxProfile.all().stream().filter(OnnxProfile::int8).toList();
  }

  @ParameterizedTest
  @MethodSource("int8Profiles")
  void computesNearlyTheSame(OnnxProfile profile) throws Exception {
    for (double density : new double[] {1, 0.3, 0.05, 0}) {
      Model model = net(density);
      byte[] file = OnnxExporter.export(model, settings(model, profile, inputs(model)));
      OnnxRules.check(ModelProto.parseFrom(file));
      assertThat(difference(model, file, inputs(model))).as("density %s", density).isLessThan(0.04);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
  void randomModelsLoadAndStayNear(long seed) throws Exception {
    Model model = RandomModels.draw(seed);
    byte[] file = OnnxExporter.export(model, settings(model, OnnxProfile.INT8, inputs(model)));
    OnnxRules.check(ModelProto.parseFrom(file));
    assertThat(difference(model, file, inputs(model))).isLessThan(0.15);
  }

  static List<PointwiseRow> functions() {
    return PointwiseTable.all();
  }

  /** A function between two convolutions; its result is far from zero for some. */
  @ParameterizedTest
  @MethodSource("functions")
  void functionsStayNear(PointwiseRow row) throws Exception {
    Attributes attributes =
        row.parameters().isEmpty() || row.parameters().get(0).isText()
            ? new Attributes(List.of(0), List.of())
            : Attributes.reals(0.5f, 1.5f);
    Random random = new Random(5);
    Model model =
        new Model.Chain("net", Shape.of(2, 6, 6))
            .add("c1", conv(random, 4, 2, 3, 1))
            .add("positive", domain(row))
            .add("f", row.kind().make(attributes, List.of()))
            .add("c2", conv(random, 3, 4, 3, 1))
            .build();
    byte[] file = OnnxExporter.export(model, settings(model, OnnxProfile.INT8, inputs(model)));
    assertThat(difference(model, file, inputs(model))).isLessThan(0.1);
  }

  /** Positive numbers of which the function makes numbers, too, and none far beyond the others. */
  private static Op domain(PointwiseRow row) {
    return switch (row.name()) {
      case "Asin", "Acos", "Atanh", "Tan" -> new Op.Clip(0.25f, 0.9f);
      case "Acosh" -> new Op.Clip(1.25f, 20);
      default -> new Op.Clip(0.25f, 20);
    };
  }

  @Test
  void weightsHaveAScalePerOutputChannelAndZeroPointZero() throws Exception {
    Model model = net(1);
    ModelProto file =
        ModelProto.parseFrom(
            OnnxExporter.export(model, settings(model, OnnxProfile.INT8, inputs(model))));
    int weights = 0;
    for (TensorProto tensor : file.getGraph().getInitializerList()) {
      if (tensor.getDataType() == DataType.INT8.getNumber() && tensor.getName().endsWith(".zero")) {
        weights++;
        assertThat(tensor.getDimsCount()).isEqualTo(1);
        assertThat(tensor.getRawData().toByteArray()).containsOnly(0);
      }
    }
    assertThat(weights).isEqualTo(4);
  }

  @Test
  void sparseBytesAreSmaller() {
    Model model = net(0.02);
    OnnxProfile sparse = OnnxProfile.parse("int8,sparse");
    assertThat(OnnxExporter.export(model, settings(model, sparse, inputs(model))).length)
        .isLessThan(
            OnnxExporter.export(model, settings(model, OnnxProfile.INT8, inputs(model))).length);
  }

  @Test
  void pixelsAreConvertedInTheGraph() throws Exception {
    Model model = net(0.5);
    OnnxSettings settings =
        new OnnxSettings(OnnxProfile.SHRUNK, true, Optional.empty(), Optional.empty());
    byte[] file = OnnxExporter.export(model, settings);
    ModelProto proto = ModelProto.parseFrom(file);
    OnnxRules.check(proto);
    assertThat(proto.getGraph().getInput(0).getType().getTensorType().getElemType())
        .isEqualTo(DataType.UINT8.getNumber());
    byte[] pixels = new byte[model.inputShape().size()];
    new Random(2).nextBytes(pixels);
    float[] input = new float[pixels.length];
    for (int i = 0; i < input.length; i++) {
      input[i] = pixels[i] & 0xff;
    }
    try (OnnxRuntime runtime = new OnnxRuntime(file)) {
      Closeness.assertClose(
          runtime.run(pixels, model.inputShape().toArray()), new Interpreter(model).run(input));
    }
  }

  @Test
  void rangesBelongToTheProfileAndTheModel() {
    Model model = net(1);
    assertThatThrownBy(() -> OnnxSettings.of(OnnxProfile.INT8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("int8");
    assertThatThrownBy(
            () ->
                new OnnxSettings(
                    OnnxProfile.DENSE,
                    false,
                    Optional.empty(),
                    Optional.of(ActivationRanges.none(model))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ActivationRanges.none(model).with(new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3");
    Model other = new Model.Chain("other", Shape.of(4)).add("relu", new Op.Relu()).build();
    OnnxSettings foreign =
        new OnnxSettings(
            OnnxProfile.INT8, false, Optional.empty(), Optional.of(ActivationRanges.none(other)));
    assertThatThrownBy(() -> OnnxExporter.export(model, foreign))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not observed");
  }
}
