package org.sparsevd.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.FoldAffine;
import org.sparsevd.compress.int8.ByteLayers;
import org.sparsevd.compress.int8.Int8Search;
import org.sparsevd.format.SpvdFile;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.kernel.KernelLookup;
import org.sparsevd.runtime.kernel.ScalarKernels;

/**
 * Nets in 8 bits hold whole numbers, whose sums are exact: every kernel finds the bits of the
 * definition, whatever the order of its sums.
 */
class LevelNetsTest {
  private static final String TILES = "sparsevd.tiles";
  private static final int MODELS = 60;
  private static final int BATCH = 37;

  @AfterEach
  void choose() {
    System.clearProperty(TILES);
  }

  /** Puts all layers into 8 bits by the values that some inputs give. */
  private record Chance(float[][] inputs) implements Calibration {
    @Override
    public Score score(Model model) {
      return new Score(0, 0);
    }

    @Override
    public float[][] outputs(Model model) {
      Interpreter interpreter = new Interpreter(model);
      return Arrays.stream(inputs).map(interpreter::run).toArray(float[][]::new);
    }
  }

  /** Means of levels are sums in double there, and of floats here: they may differ by a bit. */
  private static boolean hasMeans(Model model) {
    return model.nodes().stream()
        .anyMatch(node -> node.op() instanceof Op.Pooling && !(node.op() instanceof Op.MaxPool2d));
  }

  private static boolean hasExactFunctions(Model model) {
    return !hasMeans(model)
        && model.nodes().stream()
            .noneMatch(
                node -> node.op() instanceof Op.BatchNorm || node.op() instanceof Op.OverChannels);
  }

  private static Model inBytes(Model model, long seed) {
    Random random = new Random(seed);
    float[][] inputs = new float[3][];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = RandomModels.floats(random, model.inputShape().size());
    }
    Model folded = new FoldAffine().apply(model);
    return Int8Search.search(folded, new Chance(inputs), 0, Int8Search.Biases.KEPT, line -> {})
        .model();
  }

  private static float[] run(SparseModel model, float[] input) {
    float[] output = new float[model.outputSize()];
    model.newSession().run(input, output);
    return output;
  }

  @ParameterizedTest
  @ValueSource(strings = {"always", "never"})
  void allKernelsFindTheBitsOfTheDefinition(String tiles) throws Exception {
    System.setProperty(TILES, tiles);
    int layers = 0;
    int compared = 0;
    for (long seed = 0; seed < MODELS; seed++) {
      Model model = inBytes(TiledModels.of(new Random(seed)), seed);
      layers += ByteLayers.of(model).size();
      Model read = SpvdFile.decode(SpvdFile.encodeCompact(model));
      float[] input = RandomModels.floats(new Random(seed), model.inputShape().size());
      float[] plain = run(SparseModel.of(read, new ScalarKernels(true)), input);
      float[] vectors = run(SparseModel.of(read, KernelLookup.find("vector")), input);
      assertThat(vectors).as("seed %s, vectors", seed).isEqualTo(plain);
      if (hasExactFunctions(model)) {
        compared++;
        assertThat(plain)
            .as("seed %s, definition", seed)
            .isEqualTo(new Interpreter(model).run(input));
      }
    }
    assertThat(layers).isGreaterThan(2 * MODELS);
    assertThat(compared).isGreaterThan(MODELS / 6);
  }

  /** What is not a number becomes a level everywhere; neighbours in a batch are as they were. */
  @Test
  void batchesAndOddInputsFindTheSame() {
    for (long seed = 0; seed < 12; seed++) {
      Model model = inBytes(TiledModels.of(new Random(seed)), seed);
      int size = model.inputShape().size();
      float[] inputs = RandomModels.floats(new Random(seed), BATCH * size);
      inputs[3 * size] = Float.NaN;
      inputs[5 * size] = Float.POSITIVE_INFINITY;
      inputs[7 * size] = 1e38f;
      SparseModel plain = SparseModel.of(model, new ScalarKernels(true));
      float[] expected = new float[BATCH * plain.outputSize()];
      for (int i = 0; i < BATCH; i++) {
        float[] alone = run(plain, Arrays.copyOfRange(inputs, i * size, (i + 1) * size));
        System.arraycopy(alone, 0, expected, i * alone.length, alone.length);
      }
      for (String kernels : new String[] {"vector", "scalar"}) {
        float[] all = new float[expected.length];
        SparseModel.of(model, KernelLookup.find(kernels)).newSession(BATCH).run(inputs, BATCH, all);
        assertThat(all).as("seed %s, %s", seed, kernels).isEqualTo(expected);
      }
    }
  }
}
