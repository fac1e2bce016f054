package org.sparsevd.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.runtime.SparseModel;

/**
 * Every ONNX file below a folder of the user's, {@code -Donnx.files=FOLDER}: run, refused or wrong.
 * A file with {@code test_data_set_0} beside it, as ONNX's own tests have, must give what stands
 * there; any other what ONNX Runtime gives for random numbers. {@code -Donnx.files.list=true}
 * prints each file with its verdict.
 */
@EnabledIfSystemProperty(named = "onnx.files", matches = ".+")
class OnnxFilesTest {
  private final Map<String, List<String>> verdicts = new TreeMap<>();

  @Test
  void noFileIsReadWrongly() throws IOException {
    Path folder = Path.of(System.getProperty("onnx.files"));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".onnx")).sorted().toList()) {
        String[] verdict = judge(file).split("\n", 2);
        String rest = verdict.length > 1 ? ": " + verdict[1] : "";
        verdicts
            .computeIfAbsent(verdict[0], v -> new ArrayList<>())
            .add(folder.relativize(file) + rest.replace(file + ": ", ""));
      }
    }
    verdicts.forEach((verdict, list) -> System.out.println(list.size() + " " + verdict));
    if (Boolean.getBoolean("onnx.files.list")) {
      verdicts.forEach(
          (verdict, list) -> list.forEach(line -> System.out.println(verdict + " " + line)));
    }
    assertThat(verdicts.getOrDefault("wrong", List.of())).isEmpty();
  }

  /** The verdict, and below it the reason. */
  private static String judge(Path file) throws IOException {
    Model model;
    try {
      model = OnnxImporter.read(file);
    } catch (OnnxException e) {
      return "refused\n" + e.getMessage();
    }
    Path data = file.resolveSibling("test_data_set_0");
    try {
      return Files.isDirectory(data) ? asPublished(model, data) : asOnnxRuntime(model, file);
    } catch (AssertionError | RuntimeException | ai.onnxruntime.OrtException e) {
      return "wrong\n" + e;
    }
  }

  private static String asPublished(Model model, Path data) throws IOException {
    float[] input = floats(data.resolve("input_0.pb"));
    float[] expected = floats(data.resolve("output_0.pb"));
    Closeness.assertClose(run(model, input, input.length / model.inputShape().size()), expected);
    return "right";
  }

  private static String asOnnxRuntime(Model model, Path file)
      throws IOException, ai.onnxruntime.OrtException {
    float[] input = RandomModels.values(new Random(1), model.inputShape().size(), 1);
    float[] expected;
    try (OnnxRuntime runtime = new OnnxRuntime(Files.readAllBytes(file))) {
      expected = runtime.run(input, 1, model.inputShape().toArray());
    } catch (ai.onnxruntime.OrtException e) {
      return "not run by ONNX Runtime\n" + e.getMessage();
    }
    Closeness.assertClose(run(model, input, 1), expected);
    return "right";
  }

  private static float[] run(Model model, float[] input, int batch) {
    float[] found = new float[batch * model.outputShape().size()];
    float[] one = new float[model.outputShape().size()];
    int size = model.inputShape().size();
    for (int i = 0; i < batch; i++) {
      SparseModel.of(model)
          .newSession(1)
          .run(java.util.Arrays.copyOfRange(input, i * size, (i + 1) * size), one);
      System.arraycopy(one, 0, found, i * one.length, one.length);
    }
    return found;
  }

  private static float[] floats(Path file) throws IOException {
    TensorProto tensor = TensorProto.parseFrom(Files.readAllBytes(file));
    float[] values =
        new float[Math.max(tensor.getFloatDataCount(), tensor.getRawData().size() / 4)];
    for (int i = 0; i < tensor.getFloatDataCount(); i++) {
      values[i] = tensor.getFloatData(i);
    }
    tensor
        .getRawData()
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values, 0, tensor.getRawData().size() / 4);
    return values;
  }
}
