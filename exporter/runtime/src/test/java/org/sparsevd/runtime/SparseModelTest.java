package org.sparsevd.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.runtime.kernel.KernelLookup;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.kernel.ScalarKernels;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** Whole models in the runtime against the interpreter's definition of each operator. */
class SparseModelTest {
  private static final int MODELS = 150;

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void agreesWithTheInterpreterOnImages(String kernels) {
    for (long seed = 0; seed < MODELS; seed++) {
      Random random = new Random(seed);
      compare(RandomModels.image(random), kernels, random, "image, seed " + seed);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void agreesWithTheInterpreterOnVectors(String kernels) {
    for (long seed = 0; seed < MODELS; seed++) {
      Random random = new Random(seed);
      compare(RandomModels.vector(random), kernels, random, "vector, seed " + seed);
    }
  }

  /** Outputs that two quads of vectors have in common, of a convolution in blocks of channels. */
  @Test
  void partsThatOverlapAreAddedOnce() {
    for (int height = 5; height < 9; height++) {
      for (int width = 13; width < 19; width++) {
        Random random = new Random(height * 100 + width);
        Op layer = RandomModels.convolution(random, 0.5, Shape.of(3, 16, 3, 3));
        Shape image = Shape.of(16, height + 2, width + 2);
        Node node = new Node("a", layer, List.of(Model.INPUT));
        Model model = new Model("", image, List.of(node), "a", Map.of());
        compare(model, "vector", random, "output " + height + "x" + width);
      }
    }
  }

  /** Images of one quad of vectors, of four and of more, whose filters go by in blocks. */
  @Test
  void agreesWithTheInterpreterOnManyChannels() {
    int[][] sizes = {{4, 8}, {8, 8}, {12, 12}, {16, 12}, {16, 16}, {16, 18}, {20, 16}};
    for (int[] size : sizes) {
      for (int filters = 4; filters < 6; filters++) {
        Random random = new Random(size[0] * 100 + size[1] + filters);
        Op layer = RandomModels.convolution(random, 0.4, Shape.of(filters, 90, 3, 3));
        Shape image = Shape.of(90, size[0] + 2, size[1] + 2);
        Node node = new Node("a", layer, List.of(Model.INPUT));
        Node relu = new Node("b", new Op.Relu(), List.of("a"));
        Model model = new Model("", image, List.of(node, relu), "b", Map.of());
        compare(model, "vector", random, filters + " outputs " + size[0] + "x" + size[1]);
        Node pool = new Node("c", new Op.MaxPool2d(Window.pooling(2)), List.of("b"));
        Model pooled = new Model("", image, List.of(node, relu, pool), "c", Map.of());
        compare(pooled, "vector", random, filters + " pooled " + size[0] + "x" + size[1]);
      }
    }
  }

  private static void compare(Model model, String kernels, Random random, String label) {
    SparseModel sparse = SparseModel.of(model, KernelLookup.find(kernels));
    Session session = sparse.newSession();
    int in = sparse.inputSize();
    int out = sparse.outputSize();
    int batch = 1 + random.nextInt(140);
    float[] inputs = RandomModels.floats(random, batch * in);
    float[] outputs = new float[batch * out];
    session.run(inputs, batch, outputs);
    for (int b : new int[] {0, batch / 2, batch - 1}) {
      float[] input = Arrays.copyOfRange(inputs, b * in, (b + 1) * in);
      float[] expected = new Interpreter(model).run(input);
      String where = label + ", batch " + batch + ", input " + b + "\n" + sparse.kernels();
      assertClose(expected, Arrays.copyOfRange(outputs, b * out, (b + 1) * out), where);
      float[] alone = new float[out];
      session.run(input, alone);
      assertClose(expected, alone, where + ", alone");
    }
  }

  /** An application may compare scores, and learn nothing from a different last bit. */
  @Test
  void resultsDependNeitherOnTheBatchNorOnTheKindOfKernels() {
    Kernels vector = KernelLookup.find("vector");
    for (long seed = 0; seed < MODELS; seed++) {
      Random random = new Random(seed);
      Model model = seed % 2 == 0 ? RandomModels.image(random) : RandomModels.vector(random);
      int batch = 1 + random.nextInt(140);
      float[] inputs = RandomModels.floats(random, batch * model.inputShape().size());
      float[] expected = new float[batch * model.outputShape().size()];
      SparseModel.of(model, vector).newSession().run(inputs, batch, expected);
      String where = "seed " + seed + ", batch " + batch;
      for (Kernels kernels : List.of(vector, new ScalarKernels(true))) {
        Session session = SparseModel.of(model, kernels).newSession();
        float[] together = new float[expected.length];
        session.run(inputs, batch, together);
        assertThat(together).as("%s, %s", where, kernels.name()).isEqualTo(expected);
        float[] alone = new float[expected.length];
        for (int b = 0; b < batch; b++) {
          session.run(inputs, b, 1, alone);
        }
        assertThat(alone).as("%s, %s, alone", where, kernels.name()).isEqualTo(expected);
      }
    }
  }

  @Test
  void theFirstResultsAreThoseOfTheFinalKernels() {
    Model model = RandomModels.image(new Random(11));
    Session session = SparseModel.of(model).newSession();
    float[] input = RandomModels.floats(new Random(12), model.inputShape().size());
    float[] first = new float[model.outputShape().size()];
    session.run(input, first);
    float[] next = new float[first.length];
    for (int i = 0; i < 50; i++) {
      session.run(input, next);
      assertThat(next).as("call %d", i).isEqualTo(first);
    }
  }

  /** Within 1e-4 of the largest value. */
  private static void assertClose(float[] expected, float[] found, String label) {
    float scale = 1e-3f;
    for (float value : expected) {
      scale = Math.max(scale, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i])
          .as("%s, output %d", label, i)
          .isCloseTo(expected[i], within(1e-4f * scale));
    }
  }

  @Test
  void bytesAreValuesFrom0To255() {
    Random random = new Random(7);
    Model model = RandomModels.image(random);
    SparseModel sparse = SparseModel.of(model);
    Session session = sparse.newSession();
    for (int batch : new int[] {1, 3, 77}) {
      byte[] pixels = new byte[batch * sparse.inputSize()];
      random.nextBytes(pixels);
      float[] floats = new float[pixels.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = Byte.toUnsignedInt(pixels[i]);
      }
      float[] fromBytes = new float[batch * sparse.outputSize()];
      float[] fromFloats = new float[fromBytes.length];
      session.run(pixels, batch, fromBytes);
      session.run(floats, batch, fromFloats);
      assertThat(fromBytes).isEqualTo(fromFloats);
    }
  }

  @Test
  void aModelMayReturnItsInput() {
    Model model = new Model("nothing", Shape.of(3), List.of(), Model.INPUT, Map.of());
    float[] output = new float[3];
    SparseModel.of(model).newSession().run(new float[] {1, 2, 3}, output);
    assertThat(output).containsExactly(1, 2, 3);
  }

  @Test
  void loadsFromPathStreamAndBytes(@TempDir Path folder) throws IOException {
    Model model = RandomModels.image(new Random(5));
    Path file = folder.resolve("net.spvd");
    SpvdFile.write(model, file);
    byte[] bytes = Files.readAllBytes(file);
    float[] input = RandomModels.floats(new Random(6), model.inputShape().size());
    float[] expected = new float[model.outputShape().size()];
    SparseModel.of(model).newSession(1).run(input, expected);
    for (SparseModel loaded :
        List.of(
            SparseModel.load(file),
            SparseModel.load(new ByteArrayInputStream(bytes)),
            SparseModel.load(bytes))) {
      float[] output = new float[expected.length];
      loaded.newSession(1).run(input, output);
      assertThat(output).isEqualTo(expected);
    }
  }

  @Test
  void kernelsAreDescribedByDensity() {
    float[] weight = new float[100 * 10];
    weight[17] = 2;
    Model model =
        new Model.Chain("net", Shape.of(100))
            .add("fc1", new Op.Dense(new DenseTensor(Shape.of(10, 100), weight), new float[10]))
            .add("relu1", new Op.Relu())
            .build();
    List<String> kernels = SparseModel.of(model, new ScalarKernels(false)).kernels();
    assertThat(kernels)
        .containsExactly(
            "fc1: sparse matrix-vector, 0.1 % dense, by rows; batches: sparse x 64 inputs, 0.1 %"
                + " dense (scalar)",
            "relu1: fused into fc1 (scalar)");
  }
}
