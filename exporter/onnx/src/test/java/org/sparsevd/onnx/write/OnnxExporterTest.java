package org.sparsevd.onnx.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.onnx.ActivationRanges;
import org.sparsevd.onnx.Closeness;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.OnnxRules;
import org.sparsevd.onnx.OnnxRuntime;
import org.sparsevd.onnx.OnnxSettings;
import org.sparsevd.onnx.OnnxSizeException;
import org.sparsevd.onnx.RandomModels;
import org.sparsevd.onnx.tensor.GraphChecksum;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;

class OnnxExporterTest {
  private static final Random RANDOM = new Random(7);

  static List<Op> imageOperators() {
    Window window = new Window(3, 2, 2, 1, 1, 2, 2, 0, 1, 1);
    Window plain = new Window(3, 2, 2, 1, 1, 1, 2, 0, 1, 1);
    return List.of(
        new Op.Conv2d(weight(6, 2, 3, 2), values(6), window, 2),
        new Op.Conv2d(weight(4, 1, 3, 2), values(4), window, 4),
        new Op.MaxPool2d(plain),
        new Op.MaxPool2d(new Window(2, 2, 1, 1, 2, 3, 0, 0, 0, 0)),
        new Op.AvgPool2d(plain, true),
        new Op.AvgPool2d(plain, false),
        new Op.AvgPool2d(window, true),
        new Op.AvgPool2d(window, false),
        new Op.GlobalAvgPool2d(),
        new Op.BatchNorm(values(4), values(4), values(4), new float[] {1, 2, 3, 4}, 1e-3f),
        new Op.Affine(values(4), values(4)),
        new Op.Affine(values(4 * 7 * 6), values(4 * 7 * 6)),
        new Op.Relu(),
        new Op.LeakyRelu(0.3f),
        new Op.PRelu(values(4)),
        new Op.PRelu(values(4 * 7 * 6)),
        new Op.Clip(-0.5f, 0.25f),
        new Op.Clip(Float.NEGATIVE_INFINITY, 1),
        new Op.Clip(0, Float.POSITIVE_INFINITY),
        new Op.Sigmoid(),
        new Op.Tanh(),
        new Op.HardSigmoid(0.3f, 0.4f),
        new Op.HardSwish(),
        new Op.Reshape(Shape.of(2, 14, 6)),
        new Op.Reshape(Shape.of(8, 21)),
        new Op.Transpose(List.of(2, 0, 1)),
        new Op.Pad2d(1, 0, 2, 3, 0.5f),
        new Op.Upsample2d(2, 3, false),
        new Op.Upsample2d(3, 1, true),
        new Op.Softmax(),
        new Op.LogSoftmax(),
        new Op.Flatten());
  }

  @ParameterizedTest
  @MethodSource("imageOperators")
  void imageOperatorsComputeTheSame(Op op) throws Exception {
    agree(new Model.Chain("one", Shape.of(4, 7, 6)).add("only", op).build());
  }

  static List<Op> vectorOperators() {
    return List.of(
        new Op.Dense(weight(5, 7), values(5)),
        new Op.BatchNorm(values(7), values(7), values(7), new float[] {1, 2, 3, 4, 5, 6, 7}, 0.1f),
        new Op.Affine(values(7), values(7)),
        new Op.Relu(),
        new Op.PRelu(values(7)),
        new Op.Reshape(Shape.of(7, 1, 1)),
        new Op.LogSoftmax(),
        new Op.Flatten(),
        new Op.Softmax());
  }

  @ParameterizedTest
  @MethodSource("vectorOperators")
  void vectorOperatorsComputeTheSame(Op op) throws Exception {
    agree(new Model.Chain("one", Shape.of(7)).add("only", op).build());
  }

  @Test
  void branchesComputeTheSame() throws Exception {
    List<Node> nodes =
        List.of(
            new Node(
                "left",
                new Op.Conv2d(weight(3, 2, 3, 3), values(3), Window.square(3, 1), 1),
                List.of(Model.INPUT)),
            new Node(
                "right",
                new Op.Conv2d(weight(3, 2, 1, 1), values(3), Window.square(1, 0), 1),
                List.of(Model.INPUT)),
            new Node("sum", new Op.Add(), List.of("left", "right")),
            new Node("mean", new Op.GlobalAvgPool2d(), List.of("sum")),
            new Node("gated", new Op.Mul(), List.of("right", "mean")),
            new Node("product", new Op.Mul(), List.of("gated", "left")),
            new Node("all", new Op.Concat(), List.of("sum", Model.INPUT, "product")));
    agree(new Model("branches", Shape.of(2, 5, 5), nodes, "all", Map.of()));
  }

  static LongStream seeds() {
    return LongStream.range(0, 60);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void randomModelsComputeTheSame(long seed) throws Exception {
    agree(RandomModels.draw(seed));
  }

  @Test
  void namesThatCollideAreToldApart() throws Exception {
    List<Node> nodes =
        List.of(
            new Node("output", new Op.Relu(), List.of(Model.INPUT)),
            new Node("", new Op.Affine(values(3), values(3)), List.of("output")),
            new Node("a", new Op.Affine(values(3), values(3)), List.of("")),
            new Node("a.scale", new Op.Affine(values(3), values(3)), List.of("a")),
            new Node("a.scaled", new Op.Relu(), List.of("a.scale")),
            new Node("last", new Op.Add(), List.of("a.scaled", "output")),
            new Node("beside", new Op.Relu(), List.of("last")));
    agree(new Model("", Shape.of(3), nodes, "last", Map.of()));
  }

  @Test
  void aModelWithoutNodesPassesItsInputOn() throws Exception {
    agree(new Model("nothing", Shape.of(3), List.of(), Model.INPUT, Map.of()));
  }

  /** Those that compute the same, up to rounding. */
  static List<OnnxProfile> floatProfiles() {
    return OnnxProfile.all().stream().filter(profile -> !profile.int8()).toList();
  }

  @ParameterizedTest
  @MethodSource("floatProfiles")
  void metadataAndBatchDimensionReachTheFile(OnnxProfile profile) throws Exception {
    Model model = sparseModel(0.1).withMetadata(Map.of("seed", "42", "data", "é"));
    ModelProto file = ModelProto.parseFrom(OnnxExporter.export(model, profile));
    assertThat(file.getMetadataPropsList())
        .extracting(StringStringEntryProto::getKey, StringStringEntryProto::getValue)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("data", "é"),
            org.assertj.core.groups.Tuple.tuple("seed", "42"),
            org.assertj.core.groups.Tuple.tuple(
                GraphChecksum.KEY, GraphChecksum.of(file.getGraph())),
            org.assertj.core.groups.Tuple.tuple(OnnxProfile.METADATA_KEY, profile.toString()));
    assertThat(file.getProducerName()).isEqualTo("SparseVD");
    assertThat(file.getGraph().getInput(0).getName()).isEqualTo("input");
    assertThat(file.getGraph().getInput(0).getType().getTensorType().getShape().getDim(0))
        .satisfies(dim -> assertThat(dim.getDimParam()).isEqualTo("N"));
    assertThat(file.getGraph().getOutput(0).getName()).isEqualTo("output");
    assertThat(file.getGraph().getNodeList()).extracting(NodeProto::getOpType).contains("Gemm");
    assertThat(OnnxExporter.export(model, profile)).isEqualTo(file.toByteArray());
  }

  @Test
  void sparseWeightsAreFarSmallerAndKeepEveryBit() throws Exception {
    Random random = new Random(3);
    float[] weights = RandomModels.values(random, 300 * 784, 0.01);
    weights[5] = -0.0f;
    weights[6] = Float.MIN_VALUE;
    Op dense = new Op.Dense(new DenseTensor(Shape.of(300, 784), weights.clone()), new float[300]);
    Model model = new Model.Chain("wide", Shape.of(784)).add("fc", dense).build();
    byte[] asDense = OnnxExporter.export(model, OnnxProfile.DENSE);
    byte[] asSparse = OnnxExporter.export(model, OnnxProfile.SPARSE);
    assertThat(asSparse.length * 40L).isLessThan(asDense.length);
    SparseTensorProto stored = ModelProto.parseFrom(asSparse).getGraph().getSparseInitializer(0);
    assertThat(stored.getValues().getName()).isEqualTo("fc.weight");
    assertThat(stored.getDimsList()).containsExactly(300L, 784L);
    float[] back = new float[weights.length];
    for (int i = 0; i < stored.getIndices().getInt64DataCount(); i++) {
      back[(int) stored.getIndices().getInt64Data(i)] =
          stored
              .getValues()
              .getRawData()
              .asReadOnlyByteBuffer()
              .order(java.nio.ByteOrder.LITTLE_ENDIAN)
              .getFloat(4 * i);
    }
    assertThat(bits(back)).isEqualTo(bits(weights));
  }

  @Test
  void weightsThatWouldGrowStayDense() throws Exception {
    ModelProto file =
        ModelProto.parseFrom(OnnxExporter.export(sparseModel(0.9), OnnxProfile.SPARSE));
    assertThat(file.getGraph().getSparseInitializerList()).isEmpty();
    assertThat(file.getGraph().getInitializerList())
        .extracting(TensorProto::getName)
        .contains("hidden.weight");
  }

  @Test
  void aWeightOfZerosStaysLoadable() throws Exception {
    Model model = sparseModel(0);
    agree(model);
    ModelProto file = ModelProto.parseFrom(OnnxExporter.export(model, OnnxProfile.SPARSE));
    assertThat(file.getGraph().getSparseInitializerCount()).isEqualTo(2);
  }

  /** In every profile, for random nets: the size is known without the file. */
  @Test
  void sizesAreThoseOfTheFiles() {
    for (long seed = 0; seed < 20; seed++) {
      Model model = RandomModels.draw(seed);
      for (OnnxProfile profile : OnnxProfile.all()) {
        Optional<ActivationRanges> ranges =
            profile.int8()
                ? Optional.of(ActivationRanges.none(profile.shape(model)))
                : Optional.empty();
        OnnxSettings settings = new OnnxSettings(profile, false, Optional.empty(), ranges);
        assertThat(OnnxExporter.size(model, settings))
            .as("seed %d, profile %s", seed, profile)
            .isEqualTo(OnnxExporter.export(model, settings).length);
      }
    }
  }

  /** 3.2 GB of zeros: refused, or counted, before any of them is written out. */
  @Test
  void modelsAboveTwoGibibytesAreNamed() {
    int[] rows = new int[40_001];
    SparseTensor zeros = new SparseTensor(Shape.of(40_000, 20_000), rows, new int[0], new float[0]);
    Model model =
        new Model.Chain("huge", Shape.of(20_000))
            .add("fc", new Op.Dense(zeros, new float[40_000]))
            .build();
    assertThatThrownBy(() -> OnnxExporter.export(model, OnnxProfile.DENSE))
        .isInstanceOf(OnnxSizeException.class)
        .hasMessageContainingAll("model 'huge'", "ONNX files end at 2 GiB");
    assertThat(OnnxExporter.size(model, OnnxSettings.of(OnnxProfile.DENSE)))
        .isBetween(3_200_000_000L, 3_201_000_000L);
  }

  @Test
  void writesOverAnOldFileAndLeavesNothingElse(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("model.onnx");
    Files.writeString(path, "old");
    Model model = sparseModel(0.1);
    OnnxExporter.write(model, OnnxProfile.SPARSE, path);
    assertThat(path).hasBinaryContent(OnnxExporter.export(model, OnnxProfile.SPARSE));
    assertThat(folder).isDirectoryContaining(file -> file.equals(path));
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(path);
    }
  }

  @Test
  void refusesADirectoryAndAMissingFolder(@TempDir Path folder) throws IOException {
    Model model = sparseModel(0.1);
    assertThatThrownBy(() -> OnnxExporter.write(model, OnnxProfile.DENSE, folder))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("directory");
    assertThatThrownBy(
            () -> OnnxExporter.write(model, OnnxProfile.DENSE, folder.resolve("no/model.onnx")))
        .isInstanceOf(IOException.class);
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  private static Model sparseModel(double density) {
    Random random = new Random(11);
    float[] first = RandomModels.values(random, 30 * 20, density);
    float[] second = RandomModels.values(random, 10 * 30, density);
    return new Model.Chain("two", Shape.of(20))
        .add("hidden", new Op.Dense(new DenseTensor(Shape.of(30, 20), first), values(30)))
        .add("relu", new Op.Relu())
        .add("logits", new Op.Dense(new DenseTensor(Shape.of(10, 30), second), values(10)))
        .build();
  }

  /** All profiles pass the rules and agree with the definition for batches of 1 and 3. */
  private static void agree(Model model) throws OrtException, IOException {
    int inputSize = model.inputShape().size();
    int outputSize = model.outputShape().size();
    float[] inputs = RandomModels.values(new Random(5), 3 * inputSize, 1);
    float[] expected = new float[3 * outputSize];
    for (int n = 0; n < 3; n++) {
      float[] input = Arrays.copyOfRange(inputs, n * inputSize, (n + 1) * inputSize);
      float[] output = new Interpreter(model).run(input);
      System.arraycopy(output, 0, expected, n * outputSize, outputSize);
    }
    for (OnnxProfile profile : floatProfiles()) {
      byte[] file = OnnxExporter.export(model, profile);
      OnnxRules.check(ModelProto.parseFrom(file));
      try (OnnxRuntime runtime = new OnnxRuntime(file)) {
        int[] dims = model.inputShape().toArray();
        float[] one = runtime.run(Arrays.copyOf(inputs, inputSize), 1, dims);
        Closeness.assertClose(one, Arrays.copyOf(expected, outputSize));
        Closeness.assertClose(runtime.run(inputs, 3, dims), expected);
      }
    }
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  private static float[] values(int count) {
    return RandomModels.values(RANDOM, count, 1);
  }

  private static DenseTensor weight(int... dims) {
    Shape shape = Shape.of(dims);
    return new DenseTensor(shape, RandomModels.values(RANDOM, shape.size(), 0.5));
  }
}
