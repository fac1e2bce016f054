package org.sparsevd.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sparsevd.onnx.write.Attributes.integer;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparsevd.compress.int8.ByteLayers;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.onnx.ActivationRanges;
import org.sparsevd.onnx.Closeness;
import org.sparsevd.onnx.GraphWriter;
import org.sparsevd.onnx.OnnxException;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.OnnxRuntime;
import org.sparsevd.onnx.OnnxSettings;
import org.sparsevd.onnx.RandomModels;
import org.sparsevd.onnx.tensor.Initializers;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;

/** What is written here can be read here: pixels as input, and 8-bit files. */
class OwnExportsTest {
  @TempDir Path folder;

  private static float[] values(int count) {
    return RandomModels.values(new Random(count), count, 1);
  }

  private static Model net() {
    return new Model.Chain("net", Shape.of(1, 6, 6))
        .add(
            "conv",
            new Op.Conv2d(
                new DenseTensor(Shape.of(8, 1, 3, 3), values(72)),
                values(8),
                Window.square(3, 0),
                1))
        .add("relu", new Op.Relu())
        .add("flat", new Op.Flatten())
        .add("fc", new Op.Dense(new DenseTensor(Shape.of(5, 128), values(640)), values(5)))
        .build();
  }

  /** Random pixels, as floats. */
  private static float[] pixels(long seed) {
    Random random = new Random(seed);
    float[] pixels = new float[36];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256);
    }
    return pixels;
  }

  private static byte[] bytes(float[] pixels) {
    byte[] bytes = new byte[pixels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (int) pixels[i];
    }
    return bytes;
  }

  @Test
  void pixelsAsInputComeBack() throws Exception {
    OnnxSettings settings =
        new OnnxSettings(OnnxProfile.DENSE, true, Optional.empty(), Optional.empty());
    byte[] file = OnnxExporter.export(net(), settings);
    Model back = OnnxImporter.read(file);
    float[] found = new Interpreter(back).run(pixels(1));
    assertThat(found).isEqualTo(new Interpreter(net()).run(pixels(1)));
    try (OnnxRuntime runtime = new OnnxRuntime(file)) {
      Closeness.assertClose(found, runtime.run(bytes(pixels(1)), 1, 6, 6));
    }
  }

  @Test
  void bytesOfOthersAreReadThroughACastOrTheirSteps() throws Exception {
    byte[] cast =
        bytesIn()
            .node("Cast", "f", List.of("x"), integer("to", 1))
            .floats("c", new float[] {255})
            .node("Div", "y", List.of("f", "c"))
            .bytes("y");
    GraphWriter steps = bytesIn().floats("step", new float[] {0.5f});
    steps.graph().addInitializer(Initializers.bytes("zero", DataType.UINT8, (byte) 128));
    byte[] dequantised =
        steps.node("DequantizeLinear", "y", List.of("x", "step", "zero")).bytes("y");
    for (byte[] file : List.of(cast, dequantised)) {
      float[] found = new Interpreter(OnnxImporter.read(file)).run(pixels(2));
      try (OnnxRuntime runtime = new OnnxRuntime(file)) {
        Closeness.assertClose(found, runtime.run(bytes(pixels(2)), 1, 6, 6));
      }
    }
    for (String op : List.of("Flatten", "Identity")) {
      Model bytes = OnnxImporter.read(bytesIn().node(op, "y", List.of("x")).bytes("y"));
      assertThat(bytes.onlyInput().type()).isEqualTo(ElementType.UINT8);
      assertThat(bytes.type(bytes.output())).isEqualTo(ElementType.UINT8);
    }
  }

  private static GraphWriter bytesIn() {
    GraphWriter graph = new GraphWriter(13, 1, 6, 6);
    graph
        .graph()
        .getInputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .setElemType(DataType.UINT8.getNumber());
    return graph;
  }

  /** Values are rounded where the file rounds them, so that only ties may differ. */
  @Test
  void eightBitFilesComeBackAsTheyAre() throws Exception {
    Model model = net();
    for (String profile : List.of("int8", "int8,sparse", "shrunk,int8")) {
      OnnxProfile chosen = OnnxProfile.parse(profile);
      ActivationRanges ranges = ranges(chosen.shape(model));
      byte[] file =
          OnnxExporter.export(
              model, new OnnxSettings(chosen, false, Optional.empty(), Optional.of(ranges)));
      Path path = Files.write(folder.resolve(profile + ".onnx"), file);
      List<String> notices = new ArrayList<>();
      Model back = OnnxImporter.read(path, notices::add);
      assertThat(notices).isEmpty();
      assertThat(ByteLayers.of(back)).as(profile).isNotEmpty();
      float[] found = new Interpreter(back).run(pixels(2));
      try (OnnxRuntime runtime = new OnnxRuntime(file)) {
        float[] rounded = runtime.run(pixels(2), 1, 1, 6, 6);
        double scale = 0;
        double difference = 0;
        for (int i = 0; i < found.length; i++) {
          scale += rounded[i] * rounded[i];
          difference += Math.pow(found[i] - rounded[i], 2);
        }
        assertThat(Math.sqrt(difference / scale)).as(profile).isLessThan(1e-5);
      }
    }
  }

  private static ActivationRanges ranges(Model shaped) {
    ActivationRanges ranges = ActivationRanges.none(shaped);
    Interpreter probe = new Interpreter(ActivationRanges.probe(shaped));
    for (long seed = 1; seed < 4; seed++) {
      ranges = ranges.with(probe.run(pixels(seed)));
    }
    return ranges;
  }

  /** A quantiser leaves a Relu to the bounds of unsigned bytes: those must not go. */
  @Test
  void boundsOfIntegersStay() throws Exception {
    GraphWriter graph = new GraphWriter(13, 4).floats("step", new float[] {0.01f});
    graph.graph().addInitializer(Initializers.bytes("zero", DataType.UINT8, (byte) 0));
    byte[] file =
        graph
            .node("QuantizeLinear", "q", List.of("x", "step", "zero"))
            .node("DequantizeLinear", "y", List.of("q", "step", "zero"))
            .bytes("y");
    float[] input = {-5, 0.5f, 1, 5};
    float[] found = new Interpreter(OnnxImporter.read(file)).run(input);
    assertThat(found).containsExactly(0, 0.5f, 1, 2.55f);
    try (OnnxRuntime runtime = new OnnxRuntime(file)) {
      Closeness.assertClose(found, runtime.run(input, 1, 4));
    }
  }

  @Test
  void otherStepsOnTheWayBackScaleAnew() throws Exception {
    GraphWriter graph =
        new GraphWriter(13, 4).floats("a", new float[] {0.01f}).floats("b", new float[] {0.02f});
    graph.graph().addInitializer(Initializers.bytes("zero", DataType.INT8, (byte) 0));
    graph
        .node("QuantizeLinear", "q", List.of("x", "a", "zero"))
        .node("DequantizeLinear", "y", List.of("q", "b", "zero"));
    float[] input = {-5, 0.504f, 1, 5};
    float[] found = new Interpreter(OnnxImporter.read(graph.bytes("y"))).run(input);
    assertThat(found).containsExactly(-2.56f, 1, 2, 2.54f);
    assertThatThrownBy(() -> OnnxImporter.read(graph.bytes("q")))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("output 'q' is of integers of few bits, expected floats");
  }
}
