package org.sparsevd.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.compress.Compressed;
import org.sparsevd.compress.Compressor;
import org.sparsevd.compress.prune.MagnitudePruning;
import org.sparsevd.compress.quantise.RoundWeights;
import org.sparsevd.format.FormatException;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.runtime.kernel.KernelLookup;
import org.sparsevd.tensor.Shape;

/** Whole models of any operators against their definitions, for several shapes in turn. */
class RandomTensorsTest {
  private static final int MODELS = 40;

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void findsWhatTheDefinitionsSay(String kernels) {
    for (int seed = 0; seed < MODELS; seed++) {
      Random random = new Random(seed);
      Model model = RandomTensors.model(random);
      Session session = SparseModel.of(model, KernelLookup.find(kernels)).newSession();
      for (int call = 0; call < 3; call++) {
        compare("seed " + seed + " call " + call, model, session, random, call == 2);
      }
    }
  }

  /** Pruned, rounded, coded and read back, they compute what the rounded models say. */
  @Test
  void compressedModelsSayTheSame() throws FormatException {
    for (int seed = 0; seed < MODELS; seed++) {
      Random random = new Random(seed);
      Model model = RandomTensors.model(random);
      Compressed pruned = Compressor.compress(model, MagnitudePruning.global(model, 0.4));
      Model rounded = new RoundWeights(5, true).after(pruned).model();
      Model read = SpvdFile.decode(SpvdFile.encodeCompact(rounded));
      Session session = SparseModel.of(read).newSession();
      compare("seed " + seed, rounded, session, random, seed % 4 == 3);
    }
  }

  private static void compare(
      String what, Model model, Session session, Random random, boolean odd) {
    int batch = 1 + random.nextInt(3);
    int length = 1 + random.nextInt(5);
    Map<String, Value> call = RandomTensors.call(model, random, batch, length);
    if (odd) {
      float[] x = call.get("x").floats();
      x[random.nextInt(x.length)] = random.nextBoolean() ? Float.NaN : Float.POSITIVE_INFINITY;
    }
    Model bound = model.bind(Map.of("batch", batch, "length", length));
    Map<String, float[]> given = new HashMap<>();
    call.forEach((name, value) -> given.put(name, value.floats()));
    Map<String, float[]> expected = new Interpreter(bound).values(given);
    Map<String, Value> found = session.run(call);
    for (Model.Output output : model.outputs()) {
      Value value = found.get(output.name());
      Shape shape = bound.shape(output.value());
      assertThat(value.shape()).as(what).isEqualTo(shape);
      compare(what + " " + output.name(), expected.get(output.value()), value.floats());
    }
  }

  private static void compare(String what, float[] expected, float[] found) {
    assertThat(found).as(what).hasSameSizeAs(expected);
    double scale = 1;
    for (float value : expected) {
      scale = Float.isFinite(value) ? Math.max(scale, Math.abs(value)) : scale;
    }
    for (int i = 0; i < found.length; i++) {
      boolean same =
          Float.isFinite(expected[i])
              ? Math.abs(expected[i] - found[i]) <= 2e-5 * scale
              : Float.compare(expected[i], found[i]) == 0;
      assertThat(same)
          .as("%s at %d: expected %s, found %s", what, i, expected[i], found[i])
          .isTrue();
    }
  }
}
