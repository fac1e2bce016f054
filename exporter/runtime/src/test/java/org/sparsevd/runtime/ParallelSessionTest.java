package org.sparsevd.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.model.Model;
import org.sparsevd.runtime.kernel.Kernels;
import org.sparsevd.runtime.kernel.ScalarKernels;

class ParallelSessionTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void givesWhatASessionGives(int threads) {
    for (long seed = 0; seed < 6; seed++) {
      Random random = new Random(seed);
      Model net = seed % 2 == 0 ? RandomModels.image(random) : RandomModels.vector(random);
      SparseModel model = SparseModel.of(net, new ScalarKernels(true));
      try (ParallelSession parallel = model.newParallelSession(threads)) {
        for (int batch : new int[] {1, 7, 150}) {
          byte[] pixels = new byte[batch * model.inputSize()];
          random.nextBytes(pixels);
          float[] inputs = RandomModels.floats(random, pixels.length);
          float[] expected = new float[batch * model.outputSize()];
          float[] found = new float[expected.length];
          String where = "seed " + seed + ", batch " + batch;
          model.newSession().run(pixels, batch, expected);
          parallel.run(pixels, batch, found);
          assertThat(found).as(where).isEqualTo(expected);
          model.newSession().run(inputs, batch, expected);
          parallel.run(inputs, batch, found);
          assertThat(found).as(where).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void refusesWhatASessionRefuses() {
    SparseModel model = SparseModel.of(RandomModels.vector(new Random(3)));
    try (ParallelSession parallel = model.newParallelSession(2)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> parallel.run(new byte[0], 1, new float[model.outputSize()]))
          .withMessage("inputs must have 1 x " + model.inputSize() + " values or more, found 0");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.newParallelSession(0))
        .withMessage("threads must be at least 1, found 0");
  }

  @Test
  void isClosedForGood() {
    SparseModel model = SparseModel.of(RandomModels.vector(new Random(3)));
    ParallelSession parallel = model.newParallelSession(2);
    parallel.close();
    parallel.close();
    assertThatIllegalStateException()
        .isThrownBy(
            () -> parallel.run(new byte[model.inputSize()], 1, new float[model.outputSize()]))
        .withMessage("this session is closed");
  }

  /** Want of memory in a worker reaches the caller, and the next batch is answered again. */
  @ParameterizedTest
  @ValueSource(strings = {"worker", "caller", "both"})
  void whatAThreadThrowsReachesTheCaller(String where) {
    Failing failing = new Failing();
    SparseModel model =
        SparseModel.of(
            RandomModels.vector(new Random(8)), failing.kernels(new ScalarKernels(true)));
    float[] inputs = RandomModels.floats(new Random(9), 400 * model.inputSize());
    float[] expected = new float[400 * model.outputSize()];
    model.newSession().run(inputs, 400, expected);
    try (ParallelSession parallel = model.newParallelSession(3)) {
      float[] found = new float[expected.length];
      for (Throwable thrown : List.of(new OutOfMemoryError("test"), new ArithmeticException())) {
        failing.workers = where.equals("caller") ? null : thrown;
        failing.caller = where.equals("worker") ? null : thrown;
        assertTimeoutPreemptively(
            Duration.ofSeconds(60),
            () -> assertThatThrownBy(() -> parallel.run(inputs, 400, found)).isSameAs(thrown));
        failing.workers = null;
        failing.caller = null;
        parallel.run(inputs, 400, found);
        assertThat(found).isEqualTo(expected);
      }
    }
  }

  /** Kernels that throw what they are told to, in workers or in the calling thread. */
  private static final class Failing {
    private volatile Throwable workers;
    private volatile Throwable caller;

    Kernels kernels(Kernels kernels) {
      InvocationHandler handler =
          (proxy, method, arguments) -> {
            boolean worker = Thread.currentThread().getName().startsWith("sparsevd-");
            Throwable thrown = worker ? workers : caller;
            if (thrown != null && method.getName().equals("interleave")) {
              throw thrown;
            }
            return method.invoke(kernels, arguments);
          };
      Class<?>[] types = {Kernels.class};
      return (Kernels) Proxy.newProxyInstance(Kernels.class.getClassLoader(), types, handler);
    }
  }
}
