package org.sparsevd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.sparsevd.cli.io.ExitCode;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.onnx.OnnxProfile;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/**
 * Someone's ONNX file, which takes pixels from 0 to 1 and tells the bars of {@link TinyData} apart.
 *
 * @param onnx the file
 * @param data a folder of bars
 */
record TheirNet(Path onnx, Path data) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static TheirNet write(Path folder) throws IOException {
    Path data = TinyData.write(folder.resolve("bars"), 28, 28);
    Random random = new Random(1);
    float[] first = new float[40 * 784];
    float[] second = new float[10 * 40];
    for (int i = 0; i < first.length; i++) {
      boolean bar = i % 784 / 28 * 10 / 28 == i / 784 % 10;
      first[i] = (float) ((bar ? 1 : 0) + 0.3 * random.nextGaussian());
    }
    for (int i = 0; i < second.length; i++) {
      second[i] = (float) ((i % 40 % 10 == i / 40 ? 1 : 0) + 0.1 * random.nextGaussian());
    }
    Model model =
        new Model.Chain("theirs", Shape.of(1, 28, 28))
            .add("flat", new Op.Flatten())
            .add("fc1", new Op.Dense(new DenseTensor(Shape.of(40, 784), first), new float[40]))
            .add("relu", new Op.Relu())
            .add("fc2", new Op.Dense(new DenseTensor(Shape.of(10, 40), second), new float[10]))
            .build();
    Path theirs = folder.resolve("theirs.onnx");
    OnnxExporter.write(model, OnnxProfile.DENSE, theirs);
    return new TheirNet(theirs, data);
  }

  /** What a command printed that ended well. */
  static JsonNode fine(Object... arguments) throws IOException {
    Invocation invocation = Invocation.of(arguments);
    assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.FINE);
    return JSON.readTree(invocation.out());
  }

  /** A command that ends in one line with this part. */
  static void refused(int exitCode, String line, String part) {
    Invocation invocation = Invocation.of((Object[]) line.strip().split(" +"));
    assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(exitCode);
    assertThat(invocation.err().lines()).singleElement().asString().startsWith("sparsevd: ");
    assertThat(invocation.err()).contains(part);
  }

  static DenseTensor values(Random random, int... dims) {
    float[] values = new float[Shape.of(dims).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new DenseTensor(Shape.of(dims), values);
  }
}
