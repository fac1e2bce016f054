package org.sparsevd.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
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
import org.sparsevd.tensor.SparseTensor;

/** Inputs that are infinite, no number, or so large that sums overflow. */
class OddInputsTest {
  private static final int MODELS = 80;
  private static final float[] ODD = {
    Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 3e38f, -3e38f, -0f, 1e-45f, 1e20f
  };

  @Test
  void resultsDependNeitherOnTheBatchNorOnTheKindOfKernels() {
    for (long seed = 0; seed < MODELS; seed++) {
      Random random = new Random(seed);
      Model model = seed % 2 == 0 ? RandomModels.image(random) : RandomModels.vector(random);
      int batch = 1 + random.nextInt(80);
      float[] inputs = inputs(random, batch * model.inputShape().size(), 2 + random.nextInt(9));
      assertSameBits(model, inputs, batch, "seed " + seed + ", batch " + batch);
    }
  }

  /** Deep nets are looked at on the way, as their values may grow out of all bounds. */
  @Test
  void growingValuesAreCaughtOnTheWay() {
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      Model.Chain chain = new Model.Chain("deep", Shape.of(20));
      for (int i = 0; i < 8; i++) {
        float[] weight = RandomModels.floats(random, 20 * 20);
        for (int k = 0; k < weight.length; k++) {
          weight[k] = random.nextInt(3) == 0 ? 0 : weight[k] * 1e6f;
        }
        chain.add("fc" + i, new Op.Dense(new DenseTensor(Shape.of(20, 20), weight), new float[20]));
        chain.add("relu" + i, new Op.LeakyRelu(0.1f));
      }
      int batch = 1 + random.nextInt(150);
      float[] inputs = RandomModels.floats(random, batch * 20);
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] *= i / 20 % 3 == 0 ? 1 : 1e-30f;
      }
      assertSameBits(chain.build(), inputs, batch, "seed " + seed + ", batch " + batch);
    }
  }

  /** Maxima and rectifiers behind a convolution must not hide what is no number. */
  @Test
  void chainsOfPooledConvolutionsHideNothing() {
    for (long seed = 0; seed < 12; seed++) {
      Random random = new Random(seed);
      Model model = SessionTest.lenet(random, 0.3);
      float[] inputs = inputs(random, 5 * model.inputShape().size(), 1);
      assertSameBits(model, inputs, 5, "seed " + seed);
    }
  }

  @Test
  void weightsOutOfTheOrdinaryAreRunWithCare() {
    for (float odd : ODD) {
      Random random = new Random(9);
      float[] weight = RandomModels.floats(random, 30 * 40);
      weight[7] = odd;
      Op.Dense layer = new Op.Dense(new DenseTensor(Shape.of(40, 30), weight), new float[40]);
      Model model = new Model.Chain("net", Shape.of(30)).add("fc", layer).build();
      float[] inputs = RandomModels.floats(random, 70 * 30);
      inputs[7] = 0;
      assertSameBits(model, inputs, 70, "weight " + odd);
    }
  }

  /** Alone, from the first call to those after the move to vectors, and in batches of all sizes. */
  @Test
  void callsAndBatchesAgreeFromTheFirstOn() {
    Random random = new Random(5);
    Op layer = RandomModels.dense(random, 0.5, Shape.of(48, 64));
    Model model = new Model.Chain("net", Shape.of(64)).add("fc", layer).build();
    for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 3e38f}) {
      float[] input = RandomModels.floats(random, 64);
      input[13] = odd;
      SparseModel sparse = SparseModel.of(model);
      Session session = sparse.newSession();
      float[] first = new float[48];
      session.run(input, first);
      float[] next = new float[48];
      for (int call = 2; call < 50; call++) {
        session.run(input, next);
        assertThat(bits(next)).as("%s, call %d", odd, call).isEqualTo(bits(first));
      }
      for (int batch = 1; batch <= 64; batch++) {
        float[] inputs = new float[batch * 64];
        float[] outputs = new float[batch * 48];
        for (int b = 0; b < batch; b++) {
          System.arraycopy(input, 0, inputs, b * 64, 64);
        }
        session.run(inputs, batch, outputs);
        for (int b = 0; b < batch; b++) {
          assertThat(bits(Arrays.copyOfRange(outputs, b * 48, b * 48 + 48)))
              .as("%s, batch %d, input %d", odd, batch, b)
              .isEqualTo(bits(first));
        }
      }
    }
  }

  @Test
  void aWeightThatIsZeroHasNoEffectHoweverItIsStored() {
    float[] weight = {1, 0, 2, 0, -0f, 1};
    Shape shape = Shape.of(2, 3);
    SparseTensor stored =
        new SparseTensor(shape, new int[] {0, 3, 5}, new int[] {0, 1, 2, 0, 2}, removed(weight));
    for (var tensor : List.of(new DenseTensor(shape, weight), stored)) {
      Node node = new Node("fc", new Op.Dense(tensor, new float[] {1, 1}), List.of(Model.INPUT));
      Model model = new Model("net", Shape.of(3), List.of(node), "fc", Map.of());
      float[] input = {Float.NaN, Float.POSITIVE_INFINITY, 4};
      float[] expected = {Float.NaN, 5};
      assertThat(new Interpreter(model).run(input)).isEqualTo(expected);
      for (Kernels kernels : kinds()) {
        float[] output = new float[2];
        SparseModel.of(model, kernels).newSession().run(input, output);
        assertThat(output).isEqualTo(expected);
      }
    }
  }

  /** Without weights in between, what comes out is what the definition says. */
  @Test
  void theInterpreterAgreesOnWhatIsNoNumber() {
    for (long seed = 0; seed < MODELS; seed++) {
      Random random = new Random(seed);
      Model model = seed % 2 == 0 ? RandomModels.image(random) : RandomModels.vector(random);
      float[] input = RandomModels.floats(random, model.inputShape().size());
      input[random.nextInt(input.length)] = ODD[random.nextInt(3)];
      float[] expected = new Interpreter(model).run(input);
      float[] found = new float[expected.length];
      SparseModel.of(model).newSession().run(input, found);
      for (int i = 0; i < found.length; i++) {
        assertThat(Float.isNaN(found[i]))
            .as("seed %d, output %d: %s for %s", seed, i, found[i], expected[i])
            .isEqualTo(Float.isNaN(expected[i]));
        assertThat(Float.isInfinite(found[i]))
            .as("seed %d, output %d: %s for %s", seed, i, found[i], expected[i])
            .isEqualTo(Float.isInfinite(expected[i]));
      }
    }
  }

  @Test
  void maximaPropagateWhatIsNoNumber() {
    Model model =
        new Model.Chain("net", Shape.of(1, 4, 4))
            .add("pool", new Op.MaxPool2d(Window.pooling(2)))
            .build();
    for (int at = 0; at < 16; at++) {
      float[] input = new float[16];
      input[at] = Float.NaN;
      float[] expected = new float[4];
      expected[at / 8 * 2 + at % 4 / 2] = Float.NaN;
      for (Kernels kernels : kinds()) {
        float[] output = new float[4];
        SparseModel.of(model, kernels).newSession().run(input, output);
        assertThat(output).as("%s, pixel %d", kernels.name(), at).isEqualTo(expected);
      }
    }
  }

  private static float[] removed(float[] weight) {
    return new float[] {weight[0], 0, weight[2], -0f, weight[5]};
  }

  private static List<Kernels> kinds() {
    return List.of(KernelLookup.find("vector"), new ScalarKernels(true));
  }

  /** Mostly ordinary ones; in one of {@code rarity} inputs or so something odd. */
  private static float[] inputs(Random random, int count, int rarity) {
    float[] inputs = RandomModels.floats(random, count);
    for (int i = 0; i < 1 + count / 50 / rarity; i++) {
      inputs[random.nextInt(count)] = ODD[random.nextInt(ODD.length)];
    }
    return inputs;
  }

  private static void assertSameBits(Model model, float[] inputs, int batch, String where) {
    int[] expected = null;
    for (Kernels kernels : kinds()) {
      Session session = SparseModel.of(model, kernels).newSession();
      float[] together = new float[batch * model.outputShape().size()];
      session.run(inputs, batch, together);
      expected = expected == null ? bits(together) : expected;
      assertThat(bits(together)).as("%s, %s", where, kernels.name()).isEqualTo(expected);
      float[] alone = new float[together.length];
      for (int b = 0; b < batch; b++) {
        session.run(inputs, b, 1, alone);
      }
      assertThat(bits(alone)).as("%s, %s, alone", where, kernels.name()).isEqualTo(expected);
    }
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
