package org.sparsevd.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.model.Shape;
import org.sparsevd.model.Window;

/** Convolutions pooled by two, one after the other, which a single image runs through in phases. */
class PhasesTest {
  private static final int MODELS = 200;

  @Test
  void chainsOfPooledConvolutionsAgreeWithTheInterpreterAndWithPlainJava() {
    int inPhases = 0;
    for (long seed = 0; seed < MODELS; seed++) {
      Random random = new Random(seed);
      Model model = chain(random);
      float[] input = RandomModels.floats(random, model.inputShape().size());
      float[] expected = new Interpreter(model).run(input);
      Plan plan = Planner.plan(model, KernelLookup.find("vector"), 1);
      inPhases += plan.notes().toString().contains(" phases, ") ? 1 : 0;
      String where = "seed " + seed + ", " + plan.notes();
      float[] found = run(model, KernelLookup.find("vector"), input);
      assertThat(found).as(where).containsExactly(run(model, new ScalarKernels(true), input));
      float scale = 1e-3f;
      for (float value : expected) {
        scale = Math.max(scale, Math.abs(value));
      }
      assertThat(found).as(where).containsExactly(expected, within(1e-4f * scale));
    }
    assertThat(inPhases).as("models in phases").isGreaterThan(MODELS / 4);
  }

  private static float[] run(Model model, Kernels kernels, float[] input) {
    float[] output = new float[model.outputShape().size()];
    Session session = SparseModel.of(model, kernels).newSession(1);
    session.run(RandomModels.floats(new Random(1), input.length), output);
    session.run(input, output);
    return output;
  }

  /** Up to three convolutions, some with borders, gaps in their windows or a second reader. */
  private static Model chain(Random random) {
    Shape shape = Shape.of(1 + random.nextInt(3), 6 + random.nextInt(24), 6 + random.nextInt(24));
    Model.Chain chain = new Model.Chain("chain", shape);
    int length = 1 + random.nextInt(3);
    for (int i = 0; i < length && Math.min(shape.dim(1), shape.dim(2)) > 5; i++) {
      Op.Conv2d conv = convolution(random, shape, i == 0 || random.nextInt(5) == 0);
      chain.add("conv" + i, conv);
      shape = conv.outputShape(List.of(shape));
      boolean before = random.nextBoolean();
      if (before) {
        chain.add("relu" + i, new Op.Relu());
      }
      Op pool = new Op.MaxPool2d(Window.pooling(2));
      chain.add("pool" + i, pool);
      shape = pool.outputShape(List.of(shape));
      if (!before && random.nextBoolean()) {
        chain.add("relu" + i, new Op.Relu());
      }
    }
    if (random.nextInt(4) > 0) {
      chain.add("flatten", new Op.Flatten());
      double density = random.nextBoolean() ? 0.03 : 1;
      chain.add("fc", RandomModels.dense(random, density, Shape.of(9, shape.size())));
    }
    return chain.build();
  }

  private static Op.Conv2d convolution(Random random, Shape image, boolean padded) {
    int height = 1 + random.nextInt(4);
    int width = 1 + random.nextInt(4);
    Shape weight = Shape.of(1 + random.nextInt(6), image.dim(0), height, width);
    int dilation = Math.max(height, width) < 3 ? 2 : 1;
    int border = padded ? random.nextInt(3) : 0;
    Window window =
        new Window(
            height, width, 1, 1, dilation, dilation, border, padded ? 1 : 0, border, border / 2);
    return new Op.Conv2d(
        RandomModels.weight(random, 0.3, weight),
        RandomModels.floats(random, weight.dim(0)),
        window,
        1);
  }

  @Test
  void bothKindsOfKernelsPoolPhasesAlike() {
    for (long seed = 0; seed < MODELS; seed++) {
      Random random = new Random(seed);
      Shape image = Shape.of(1 + random.nextInt(3), 9 + random.nextInt(60), 9 + random.nextInt(60));
      Op.Conv2d conv = RandomModels.convolution(random, 0.4, Shape.of(5, image.dim(0), 3, 3));
      int count = 2 << random.nextInt(2);
      ImagePhases in = ImagePhases.of(image, conv.window(), count);
      Shape pooled = Shape.of(5, (image.dim(1) - 2) / 2, (image.dim(2) - 2) / 2);
      ImagePhases out = in.pooled(pooled);
      PhaseFilters filters = PhaseFilters.of(conv, in, out, pooled.dim(2));
      float[] values = RandomModels.floats(random, in.size() + Slots.SLACK);
      float[][] found = new float[2][];
      for (int i = 0; i < 2; i++) {
        Kernels kernels = i == 0 ? new ScalarKernels(true) : KernelLookup.find("vector");
        float[] all = new float[out.size() + Slots.SLACK];
        kernels.pooled(filters, values, all, 0);
        int[] places = out.places(pooled);
        found[i] = new float[places.length];
        for (int p = 0; p < places.length; p++) {
          found[i][p] = all[places[p]];
        }
      }
      assertThat(found[1]).as("seed %d", seed).containsExactly(found[0]);
    }
  }

  @Test
  void aPixelLiesInItsPhase() {
    ImagePhases phases = new ImagePhases(2, 4, 7, 7);
    assertThat(phases.place(0, 0, 0)).isZero();
    assertThat(phases.place(0, 0, 5)).isEqualTo(49 + 1);
    assertThat(phases.place(0, 6, 0)).isEqualTo(2 * 4 * 49 + 7);
    assertThat(phases.place(1, 27, 27)).isEqualTo(16 * 49 + 15 * 49 + 48);
    int[] sources = phases.sources(Shape.of(2, 26, 28), Window.square(5, 1));
    assertThat(sources).hasSize(2 * 16 * 49);
    assertThat(sources[phases.place(0, 0, 3)]).as("border above").isEqualTo(-1);
    assertThat(sources[phases.place(1, 3, 4)]).isEqualTo(26 * 28 + 2 * 28 + 3);
    assertThat(Arrays.stream(sources).filter(source -> source >= 0).distinct().count())
        .as("every pixel but those of the two columns beyond 28")
        .isEqualTo(2L * 26 * 27);
  }
}
