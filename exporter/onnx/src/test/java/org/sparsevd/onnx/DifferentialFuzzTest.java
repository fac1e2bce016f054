package org.sparsevd.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.onnx.write.OnnxExporter;
import org.sparsevd.runtime.SparseModel;

/**
 * Random graphs of all operators, read by us and by ONNX Runtime. {@code -Dfuzz.graphs=N} draws N;
 * the seeds are 0 to N - 1.
 */
class DifferentialFuzzTest {
  private static final int GRAPHS = Integer.getInteger("fuzz.graphs", 300);

  @Test
  void importedGraphsComputeWhatOnnxRuntimeComputes() {
    for (long seed = 0; seed < GRAPHS; seed++) {
      try {
        check(seed);
      } catch (Exception | AssertionError e) {
        throw new AssertionError("graph of seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private static void check(long seed) throws Exception {
    RandomGraphs.Drawn drawn = RandomGraphs.draw(seed);
    Model model = OnnxImporter.read(drawn.file());
    float[] input = RandomModels.values(new Random(seed), drawn.input().size(), 1);
    float[] expected;
    try (OnnxRuntime runtime = new OnnxRuntime(drawn.file())) {
      expected = runtime.run(input, 1, drawn.input().toArray());
    }
    Closeness.assertClose(new Interpreter(model).run(input), expected);
    byte[] spvd = SpvdFile.encode(model);
    Model back = SpvdFile.decode(spvd);
    float[] found = new float[model.outputShape().size()];
    SparseModel.of(back).newSession(1).run(input, found);
    Closeness.assertClose(found, expected);
    byte[] before = OnnxExporter.export(model, OnnxProfile.DENSE);
    byte[] after = OnnxExporter.export(back, OnnxProfile.DENSE);
    assertThat(Arrays.equals(after, before)).as("the ONNX file after .spvd is the same").isTrue();
  }
}
