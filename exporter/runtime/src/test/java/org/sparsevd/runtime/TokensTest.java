package org.sparsevd.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.runtime.kernel.KernelLookup;
import org.sparsevd.runtime.kernel.ScalarKernels;

/** Layers of transformers: products of matrices, attention, normalisation, curves. */
class TokensTest {
  private static final int MODELS = 60;

  @Test
  void resultsHaveTheBitsOfPlainKernelsAndAgreeWithTheDefinition() {
    for (long seed = 0; seed < MODELS; seed++) {
      Model model = TokenModels.of(new Random(seed));
      float[] x = input(model, seed);
      Map<String, Value> found = run(SparseModel.of(model, KernelLookup.find("vector")), model, x);
      Map<String, Value> plain = run(SparseModel.of(model, new ScalarKernels(true)), model, x);
      Map<String, float[]> defined = new Interpreter(model).values(Map.of("x", x));
      for (Model.Output output : model.outputs()) {
        float[] values = found.get(output.name()).floats();
        assertThat(values)
            .as("seed %s, %s", seed, output.name())
            .isEqualTo(plain.get(output.name()).floats());
        float[] wanted = defined.get(output.value());
        float largest = largest(wanted);
        for (int i = 0; i < values.length; i++) {
          // An item whose mask keeps no key has no shares.
          float tolerance = 1e-4f * (1 + largest);
          assertThat(Float.isNaN(values[i])).isEqualTo(Float.isNaN(wanted[i]));
          if (!Float.isNaN(wanted[i])) {
            assertThat(values[i])
                .as("seed %s, %s %s", seed, output.name(), i)
                .isEqualTo(wanted[i], within(tolerance));
          }
        }
      }
    }
  }

  /** Sparse layers over tokens run over tiles, turned as they are packed and unpacked. */
  @Test
  void sparseLayersInTilesHaveTheBitsOfPlainKernels() {
    System.setProperty("sparsevd.tiles", "always");
    try {
      int turned = 0;
      for (long seed = 0; seed < 30; seed++) {
        Model model = TokenModels.of(new Random(seed));
        float[] x = input(model, seed);
        SparseModel tiles = SparseModel.of(model, KernelLookup.find("vector"));
        Map<String, Value> found = run(tiles, model, x);
        Map<String, Value> plain = run(SparseModel.of(model, new ScalarKernels(true)), model, x);
        for (Model.Output output : model.outputs()) {
          assertThat(found.get(output.name()).floats())
              .as("seed %s, %s", seed, output.name())
              .isEqualTo(plain.get(output.name()).floats());
        }
        turned +=
            tiles.kernels().stream().anyMatch(line -> line.contains("tiles into rows")) ? 1 : 0;
      }
      assertThat(turned).isGreaterThan(5);
    } finally {
      System.clearProperty("sparsevd.tiles");
    }
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.abs(value) > largest ? Math.abs(value) : largest;
    }
    return largest;
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void everyWidthOfVectorsFindsTheSame(int bits) throws Exception {
    String printed =
        OwnJvm.run(List.of("-Dsparsevd.vectorBits=" + bits), WidthProbe.class, "tokens");
    assertThat(printed).isEqualTo(WidthProbe.tokens(new ScalarKernels(true)).strip());
  }

  static float[] input(Model model, long seed) {
    return RandomModels.floats(new Random(seed), model.inputs().get(0).shape().size());
  }

  static Map<String, Value> run(SparseModel sparse, Model model, float[] x) {
    int[] dims = model.inputs().get(0).shape().toArray();
    return sparse.newSession().run(Map.of("x", Value.of(x, dims)));
  }
}
