package org.sparsevd.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.runtime.kernel.KernelLookup;
import org.sparsevd.runtime.kernel.ScalarKernels;
import org.sparsevd.runtime.layout.Scratch;
import org.sparsevd.runtime.layout.Slots;
import org.sparsevd.runtime.plan.Plan;
import org.sparsevd.runtime.plan.Planner;
import org.sparsevd.runtime.share.Share;
import org.sparsevd.runtime.step.KernelStep;
import org.sparsevd.runtime.step.SharedStep;
import org.sparsevd.tensor.Shape;

/** Threads that share the layers of an input. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedLayersTest {
  private static final String TILES = "sparsevd.tiles";

  @AfterEach
  void choose() {
    System.clearProperty(TILES);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 6})
  void anyNumberOfThreadsFindsTheSameBits(int threads) {
    System.setProperty(TILES, "always");
    try (Team team = new Team(threads)) {
      SharedLayers layers = new SharedLayers(team, threads);
      for (long seed = 0; seed < 25; seed++) {
        Model model = TiledModels.of(new Random(seed));
        Plan plan = Planner.plan(model, KernelLookup.find("vector"), 1);
        float[] input = RandomModels.floats(new Random(seed), model.inputShape().size());
        Scratch alone = loaded(plan, input);
        plan.run(alone);
        for (int call = 0; call < 2; call++) {
          Scratch together = loaded(plan, input);
          layers.run(plan, together);
          int size = model.outputShape().size();
          assertThat(Arrays.copyOf(together.values(plan.output()), size))
              .as("seed %s", seed)
              .isEqualTo(Arrays.copyOf(alone.values(plan.output()), size));
        }
      }
    }
  }

  private static Scratch loaded(Plan plan, float[] input) {
    Scratch scratch = plan.newScratch();
    System.arraycopy(input, 0, scratch.values(plan.input()), 0, input.length);
    return scratch;
  }

  /** Nets whose layers are worth it, at sizes whose tiles have rows and cells to spare. */
  @ParameterizedTest
  @ValueSource(strings = {"resnet", "mobilenet", "vgg", "convnext"})
  void wellKnownLayersFindWhatASessionFinds(String name) {
    System.setProperty(TILES, "always");
    Model net = RealShapes.named(name, new Random(5));
    SparseModel model = SparseModel.of(net, KernelLookup.find("vector"));
    SparseModel plain = SparseModel.of(net, new ScalarKernels(true));
    byte[] pixels = new byte[5 * model.inputSize()];
    new Random(6).nextBytes(pixels);
    float[] expected = new float[5 * model.outputSize()];
    plain.newSession().run(pixels, 5, expected);
    try (ParallelSession session = model.newParallelSession(3)) {
      for (int batch : new int[] {1, 2, 5}) {
        float[] found = new float[expected.length];
        session.run(pixels, batch, found);
        int size = batch * model.outputSize();
        assertThat(Arrays.copyOf(found, size)).isEqualTo(Arrays.copyOf(expected, size));
      }
    }
  }

  @Test
  void largeNetsShareLayersAndSmallOnesDoNot() {
    Model.Chain chain = new Model.Chain("large", Shape.of(32, 64, 64));
    Op.Conv2d conv = RandomModels.convolution(new Random(1), 1, Shape.of(64, 32, 3, 3));
    chain.add("conv", new Op.Conv2d(conv.weight(), conv.bias(), Window.square(3, 1), 1));
    SparseModel large = SparseModel.of(chain.build(), KernelLookup.find("vector"));
    SparseModel small =
        SparseModel.of(SessionTest.lenet(new Random(1), 0.1), KernelLookup.find("vector"));
    assertThat(large.fixed().engine(0).sharesLayers()).isTrue();
    assertThat(small.fixed().engine(0).sharesLayers()).isFalse();
  }

  /** 64 sessions on two processors have one helper among them, and none when they are closed. */
  @Test
  void sessionsShareTheirThreads() throws InterruptedException {
    SparseModel model = SparseModel.of(SessionTest.lenet(new Random(1), 0.1));
    int most = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    List<ParallelSession> sessions = new ArrayList<>();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      ParallelSession session = model.newParallelSession(2);
      sessions.add(session);
      float[] inputs = RandomModels.floats(new Random(i), 300 * model.inputSize());
      float[] outputs = new float[300 * model.outputSize()];
      callers.add(new Thread(() -> session.run(inputs, 300, outputs)));
    }
    callers.forEach(Thread::start);
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(Crew.SHARED.size()).isBetween(1, most);
    sessions.forEach(ParallelSession::close);
    while (Crew.SHARED.size() > 0) {
      Thread.sleep(1);
    }
  }

  /** A step that one thread cannot finish ends the call for all, and the next call is answered. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void whatAStepThrowsReachesTheCaller(int part) {
    Failing failing = new Failing(part);
    KernelStep[] steps = {new Counting(), failing, new Counting()};
    Plan plan =
        new Plan(
            1, new int[0], steps, new Slots().sizes(), new int[1], new int[1], Map.of(), Map.of());
    try (Team team = new Team(2)) {
      SharedLayers layers = new SharedLayers(team, 2);
      Scratch scratch = plan.newScratch();
      failing.thrown = new OutOfMemoryError("test");
      assertThatThrownBy(() -> layers.run(plan, scratch)).isSameAs(failing.thrown);
      failing.thrown = null;
      layers.run(plan, scratch);
    }
  }

  private record Counting() implements SharedStep {
    @Override
    public void run(Scratch scratch, Share share) {
      // Takes no time.
    }
  }

  private static final class Failing implements SharedStep {
    private final int part;
    private volatile Error thrown;

    Failing(int part) {
      this.part = part;
    }

    @Override
    public void run(Scratch scratch, Share share) {
      if (share.part() == part && thrown != null) {
        throw thrown;
      }
    }
  }
}
