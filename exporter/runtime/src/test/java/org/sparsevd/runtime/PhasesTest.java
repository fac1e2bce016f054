package org.sparsevd.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.runtime.kernel.KernelLookup;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.kernel.ScalarKernels;
import org.sparsevd.runtime.layout.CacheLines;
import org.sparsevd.runtime.layout.ImagePhases;
import org.sparsevd.runtime.layout.PhaseFilters;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.layout.ShiftedFilters;
import org.sparsevd.runtime.layout.ShiftedPhases;
import org.sparsevd.runtime.layout.Slots;
import org.sparsevd.runtime.plan.Plan;
import org.sparsevd.runtime.plan.Planner;
import org.sparsevd.runtime.step.Gathering;
import org.sparsevd.tensor.Shape;

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

  /** What others read may be the result as well, and then has to be a plain image. */
  @Test
  void aResultIsNotLeftInPhases() {
    Model chain = SessionTest.lenet(new Random(4), 0.3);
    float[] input = RandomModels.floats(new Random(5), chain.inputShape().size());
    for (String output : List.of("pool1", "pool2", "flatten", "fc2")) {
      Model model = new Model("net", chain.inputShape(), chain.nodes(), output, chain.metadata());
      float[] expected = run(model, new ScalarKernels(true), input);
      float[] found = run(model, KernelLookup.find("vector"), input);
      assertThat(found).as(output).containsExactly(expected);
    }
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
      PhaseFilters filters = PhaseFilters.of(conv, in, out, out.length(pooled));
      float[] values = RandomModels.floats(random, in.size() + Slots.SLACK);
      float[][] found = new float[2][];
      for (int i = 0; i < 2; i++) {
        Kernels kernels = i == 0 ? new ScalarKernels(true) : KernelLookup.find("vector");
        float[] all = new float[out.size() + Slots.SLACK];
        kernels.pooled(filters, values, all, 0);
        found[i] = at(all, out.places(pooled));
      }
      assertThat(found[1]).as("seed %d", seed).containsExactly(found[0]);
    }
  }

  @Test
  void bothKindsOfKernelsPoolShiftedPhasesAlike() {
    for (long seed = 0; seed < MODELS; seed++) {
      Random random = new Random(seed);
      int channels = 1 + random.nextInt(2);
      int side = 8 + random.nextInt(6);
      int count = 2 << random.nextInt(2);
      Shape image = Shape.of(channels, side * count / 2, 6 * count / 2 + random.nextInt(5));
      Op.Conv2d conv = RandomModels.convolution(random, 0.4, Shape.of(5, channels, 3, 3));
      ImagePhases phases = ImagePhases.of(image, conv.window(), count);
      Shape pooled = Shape.of(5, (image.dim(1) - 2) / 2, (image.dim(2) - 2) / 2);
      ImagePhases out = phases.pooled(pooled);
      ShiftedPhases in = new ShiftedPhases(phases, out.length(pooled));
      String where = "seed " + seed + ", " + in;
      assertThat(in.pays(conv.window(), 1000)).as(where).isTrue();
      float[] values = RandomModels.floats(random, image.size());
      float[][] found = new float[3][];
      for (int i = 0; i < 2; i++) {
        Kernels kernels = i == 0 ? new ScalarKernels(true) : KernelLookup.find("vector");
        found[i] = shifted(kernels, image, conv, in, out, pooled, values);
      }
      assertThat(found[1]).as(where).containsExactly(found[0]);
      found[2] = phased(image, conv, phases, out, pooled, values);
      assertThat(found[2]).as(where).containsExactly(found[0]);
    }
  }

  private static float[] shifted(
      Kernels kernels,
      Shape image,
      Op.Conv2d conv,
      ShiftedPhases in,
      ImagePhases out,
      Shape pooled,
      float[] values) {
    float[] phases = inPhases(image, conv, in.phases(), values);
    int start = 29;
    float[] copies = new float[start + in.size() + Slots.SLACK];
    kernels.copy(phases, copies, start, in.rows(conv.window(), kernels.lanes()));
    float[] all = new float[out.size() + Slots.SLACK];
    kernels.pooled(ShiftedFilters.of(conv, in, out), copies, start, all, -0.5f);
    return at(all, out.places(pooled));
  }

  private static float[] phased(
      Shape image, Op.Conv2d conv, ImagePhases in, ImagePhases out, Shape pooled, float[] values) {
    PhaseFilters filters = PhaseFilters.of(conv, in, out, out.length(pooled));
    float[] all = new float[out.size() + Slots.SLACK];
    float[] phases = inPhases(image, conv, in, values);
    KernelLookup.find("vector").pooled(filters, phases, all, -0.5f);
    return at(all, out.places(pooled));
  }

  private static float[] inPhases(Shape image, Op.Conv2d conv, ImagePhases in, float[] values) {
    Slots slots = new Slots();
    int from = slots.take(values.length);
    int to = slots.take(in.size());
    Scratch scratch = new Scratch(slots.sizes());
    System.arraycopy(values, 0, scratch.values(from), 0, values.length);
    new Gathering(in.sources(image, conv.window()), 1, from, to).run(scratch);
    return scratch.values(to);
  }

  private static float[] at(float[] values, int[] places) {
    float[] found = new float[places.length];
    for (int i = 0; i < places.length; i++) {
      found[i] = values[places[i]];
    }
    return found;
  }

  @Test
  void partsOfSharedArraysDoNotOverlap() {
    Map<float[], BitSet> taken = new IdentityHashMap<>();
    Random random = new Random(5);
    for (int i = 0; i < 3_000; i++) {
      int floats = 1 + random.nextInt(i % 100 == 0 ? 1_000_000 : 5_000);
      CacheLines.Part part = CacheLines.part(floats);
      int end = part.start() + floats;
      assertThat(part.array()).as("part %d", i).hasSizeGreaterThanOrEqualTo(end);
      assertThat(part.start() % 16).as("start of part %d", i).isEqualTo(CacheLines.LEAD);
      BitSet others = taken.computeIfAbsent(part.array(), array -> new BitSet());
      assertThat(others.get(part.start(), end).isEmpty()).as("part %d is free", i).isTrue();
      others.set(part.start(), end);
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
