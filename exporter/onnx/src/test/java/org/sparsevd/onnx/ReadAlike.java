package org.sparsevd.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.onnx.read.OnnxImporter;
import org.sparsevd.runtime.SparseModel;

/** Files that compute here what they compute in ONNX Runtime. */
public final class ReadAlike {
  private static final int BATCH = 3;

  private ReadAlike() {}

  /** The model in this file, run on three random inputs by us and by ONNX Runtime. */
  public static Model assertReadAlike(byte[] file) throws Exception {
    Model model = OnnxImporter.read(file);
    int size = model.inputShape().size();
    float[] input = RandomModels.values(new Random(1), BATCH * size, 1);
    float[] expected;
    try (OnnxRuntime runtime = new OnnxRuntime(file)) {
      expected = runtime.run(input, BATCH, model.inputShape().toArray());
    }
    assertThat(expected).hasSize(BATCH * model.outputShape().size());
    float[] found = new float[expected.length];
    SparseModel.of(model).newSession(BATCH).run(input, BATCH, found);
    Closeness.assertClose(found, expected);
    float[] first = new Interpreter(model).run(Arrays.copyOf(input, size));
    Closeness.assertClose(first, Arrays.copyOf(expected, first.length));
    return model;
  }
}
