package org.sparsevd.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.compress.Compressor;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.runtime.SparseModel;

/**
 * Well-known nets of few channels as PyTorch writes them ({@code src/test/python}): in our runtime,
 * in ONNX Runtime and in PyTorch, before and after compression.
 */
class ExportedNetsTest {
  private static final Path FOLDER = Path.of("src/test/resources/nets");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mlp",
        "lenet5",
        "vgg11",
        "vgg16",
        "resnet18",
        "resnet20",
        "mobilenetv2",
        "unet",
        "unet-transposed",
        "squeezenet",
        "gates"
      })
  void computesWhatOthersCompute(String name) throws Exception {
    byte[] file = Files.readAllBytes(FOLDER.resolve(name + ".onnx"));
    Model model = OnnxImporter.read(file);
    List<String> lines = Files.readAllLines(FOLDER.resolve(name + ".txt"));
    float[] input = numbers(lines.get(1));
    Closeness.assertClose(run(model, input, 1), numbers(lines.get(2)));
    assertThat(Arrays.stream(model.inputShape().toArray()).mapToObj(Integer::toString))
        .containsExactly(lines.get(0).split(" "));

    float[] batch = RandomModels.values(new Random(1), 3 * input.length, 1);
    float[] expected;
    try (OnnxRuntime runtime = new OnnxRuntime(file)) {
      expected = runtime.run(batch, 3, model.inputShape().toArray());
    }
    Closeness.assertClose(run(model, batch, 3), expected);
    Closeness.assertClose(run(Compressor.compress(model).model(), batch, 3), expected);
    Model stored = SpvdFile.decode(SpvdFile.encode(model));
    assertThat(OnnxExporter.export(stored, OnnxProfile.DENSE))
        .isEqualTo(OnnxExporter.export(model, OnnxProfile.DENSE));
    try (OnnxRuntime again = new OnnxRuntime(OnnxExporter.export(model, OnnxProfile.SPARSE))) {
      float[] found = again.run(batch, 3, model.inputShape().toArray());
      Closeness.assertClose(found, expected);
    }
  }

  private static float[] run(Model model, float[] inputs, int batch) throws IOException {
    SparseModel sparse = SparseModel.of(model);
    float[] outputs = new float[batch * sparse.outputSize()];
    sparse.newSession().run(inputs, batch, outputs);
    return outputs;
  }

  private static float[] numbers(String line) {
    String[] words = line.split(" ");
    float[] numbers = new float[words.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.parseFloat(words[i]);
    }
    return numbers;
  }
}
