package org.sparsevd.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.runtime.Session;
import org.sparsevd.runtime.SparseModel;
import org.sparsevd.runtime.Value;
import org.sparsevd.runtime.kernel.KernelLookup;
import org.sparsevd.tensor.Shape;

/** Machine code as users meet it: through sessions. */
class MachineSessionTest {
  /** That are loaded and forgotten: of 50 kB of code each. */
  private static final int MODELS = Integer.getInteger("sparsevd.forgotten", 400);

  private static final String TILES = "sparsevd.tiles";
  private static final String PROPERTY = KernelLookup.PROPERTY;

  @BeforeEach
  void force() {
    System.setProperty(PROPERTY, "machine");
  }

  @AfterEach
  void forget() {
    System.clearProperty(PROPERTY);
    System.clearProperty(TILES);
  }

  private static SparseModel on(Model model, String kernels) {
    System.setProperty(PROPERTY, kernels);
    SparseModel sparse = SparseModel.of(model);
    System.setProperty(PROPERTY, "machine");
    return sparse;
  }

  private static float[] run(Session session, SparseModel model, float[] inputs) {
    int batch = inputs.length / model.inputSize();
    float[] outputs = new float[batch * model.outputSize()];
    session.run(inputs, batch, outputs);
    return outputs;
  }

  @Test
  void isFound() {
    assertThat(KernelLookup.status()).startsWith("machine: avx");
    Model model = new RandomNets(new Random(1)).chain();
    assertThat(SparseModel.of(model).kernels())
        .anySatisfy(line -> assertThat(line).contains("machine code, "));
  }

  @Test
  void answersHaveTheSameBitsAsThoseOfVectors() {
    long seed = System.nanoTime();
    RandomNets nets = new RandomNets(new Random(seed));
    for (int i = 0; i < 40; i++) {
      Model model = i % 2 == 0 ? nets.chain() : nets.images();
      SparseModel machine = SparseModel.of(model);
      SparseModel vectors = on(model, "vector");
      Session here = machine.newSession();
      Session there = vectors.newSession();
      for (int batch : new int[] {1, 3, 70}) {
        float[] inputs = nets.input(batch * machine.inputSize());
        assertThat(bits(run(here, machine, inputs)))
            .as("seed %d, net %d, batch %d", seed, i, batch)
            .isEqualTo(bits(run(there, vectors, inputs)));
      }
    }
  }

  /** Convolutions over images in tiles, of which each layer is code. */
  @Test
  void layersInTilesHaveTheSameBitsAsThoseOfVectors() {
    System.setProperty(TILES, "always");
    long seed = System.nanoTime();
    RandomNets nets = new RandomNets(new Random(seed));
    for (int i = 0; i < 60; i++) {
      Model model = nets.residual();
      SparseModel machine = SparseModel.of(model);
      SparseModel vectors = on(model, "vector");
      assertThat(machine.kernels())
          .filteredOn(line -> line.matches(".*(sparse convolution|by pairs of).* in .x. tiles.*"))
          .allSatisfy(line -> assertThat(line).contains("machine code, "));
      Session here = machine.newSession();
      for (int again = 0; again < 2; again++) {
        float[] input = nets.input(machine.inputSize());
        assertThat(bits(run(here, machine, input)))
            .as("seed %d, net %d: %s", seed, i, machine.kernels())
            .isEqualTo(bits(run(vectors.newSession(), vectors, input)));
      }
    }
  }

  @Test
  void productsOfMatricesHaveTheSameBitsAsThoseOfVectors() {
    long seed = System.nanoTime();
    RandomNets nets = new RandomNets(new Random(seed));
    for (int i = 0; i < 40; i++) {
      Model model = nets.tokens();
      Shape shape = model.inputs().get(0).shape();
      float[] input = nets.input(shape.size());
      Map<String, Value> inputs = Map.of("x", Value.of(input, shape.toArray()));
      SparseModel machine = SparseModel.of(model);
      assertThat(machine.kernels())
          .anySatisfy(line -> assertThat(line).contains("machine code, attention"));
      Session here = machine.newSession();
      Session there = on(model, "vector").newSession();
      for (int again = 0; again < 3; again++) {
        assertThat(bits(here.run(inputs).get("product").floats()))
            .as("seed %d, net %d", seed, i)
            .isEqualTo(bits(there.run(inputs).get("product").floats()));
      }
    }
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
    return bits;
  }

  @Test
  void inputsOutOfTheOrdinaryAreAnsweredAsByOthers() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    RandomNets nets = new RandomNets(random);
    float[] strange = {Float.NaN, Float.POSITIVE_INFINITY, -1e38f, 0x1p60f};
    for (int i = 0; i < 30; i++) {
      Model model = nets.chain();
      SparseModel machine = SparseModel.of(model);
      SparseModel vectors = on(model, "vector");
      float[] inputs = nets.input(machine.inputSize());
      inputs[random.nextInt(inputs.length)] = strange[i % strange.length];
      assertThat(bits(run(machine.newSession(), machine, inputs)))
          .as("seed %d, net %d", seed, i)
          .isEqualTo(bits(run(vectors.newSession(), vectors, inputs)));
    }
  }

  @Test
  void manyThreadsShareAModel() throws Exception {
    RandomNets nets = new RandomNets(new Random(7));
    shared(nets.lenet(), nets, 300);
    System.setProperty(TILES, "always");
    shared(nets.residual(), nets, 30);
    shared(new LevelNets(new Random(7)).next(), nets, 30);
  }

  private static void shared(Model model, RandomNets nets, int calls) throws Exception {
    SparseModel machine = SparseModel.of(model);
    List<float[]> inputs = new ArrayList<>();
    List<int[]> expected = new ArrayList<>();
    SparseModel vectors = on(model, "vector");
    Session there = vectors.newSession();
    for (int i = 0; i < 16; i++) {
      inputs.add(nets.input(machine.inputSize()));
      expected.add(bits(run(there, vectors, inputs.get(i))));
    }
    ExecutorService threads = Executors.newFixedThreadPool(64);
    try {
      List<Future<Integer>> all = new ArrayList<>();
      for (int t = 0; t < 64; t++) {
        int first = t;
        all.add(threads.submit(() -> wrong(machine, inputs, expected, first, calls)));
      }
      for (Future<Integer> each : all) {
        assertThat(each.get(60, TimeUnit.SECONDS)).isZero();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static int wrong(
      SparseModel model, List<float[]> inputs, List<int[]> expected, int first, int calls) {
    Session session = model.newSession();
    int wrong = 0;
    for (int i = first; i < first + calls; i++) {
      int which = i % inputs.size();
      boolean same =
          Arrays.equals(bits(run(session, model, inputs.get(which))), expected.get(which));
      wrong += same ? 0 : 1;
    }
    return wrong;
  }

  /** A session that outlives its model keeps the code; what is forgotten by all is given back. */
  @Test
  void modelsThatAreForgottenLeaveNothing() throws Exception {
    forgottenLeaveNothing(MODELS);
  }

  @Test
  @Tag("long")
  void tenThousandModelsThatAreForgottenLeaveNothing() throws Exception {
    forgottenLeaveNothing(10_000);
  }

  private static void forgottenLeaveNothing(int models) throws Exception {
    RandomNets nets = new RandomNets(new Random(11));
    Model model = nets.lenet();
    float[] input = nets.input(model.inputShape().size());
    int[] expected = bits(run(on(model, "vector").newSession(), on(model, "vector"), input));
    long before = Mappings.codeBytes();
    for (int i = 0; i < models; i++) {
      SparseModel machine = SparseModel.of(model);
      Session session = machine.newSession();
      if (i % (models / 10) == 0) {
        System.gc();
        assertThat(bits(run(session, machine, input))).isEqualTo(expected);
      }
    }
    for (int i = 0; i < 300 && Mappings.codeBytes() > before + (1 << 20); i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(Mappings.codeBytes()).isLessThanOrEqualTo(before + (1 << 20));
  }

  @Test
  void callsLeaveNoGarbage() {
    RandomNets nets = new RandomNets(new Random(13));
    leavesNoGarbage(nets.lenet(), nets, 2000);
    System.setProperty(TILES, "always");
    leavesNoGarbage(nets.residual(), nets, 300);
  }

  private static void leavesNoGarbage(Model model, RandomNets nets, int calls) {
    Session session = SparseModel.of(model).newSession();
    float[] input = nets.input(model.inputShape().size());
    byte[] pixels = new byte[input.length];
    float[] output = new float[model.outputShape().size()];
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = Long.MAX_VALUE;
    for (int round = 0; round < 40 && bytes > 1000; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < calls; i++) {
        session.run(input, output);
        session.run(pixels, 1, output);
      }
      bytes = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(bytes).as(model.name()).isLessThanOrEqualTo(1000);
  }
}
