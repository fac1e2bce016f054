package org.sparsevd.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;

class KeptShapesTest {
  @Test
  void oneShapeTooManyDropsTheOneThatWasUsedLeastLately() {
    SparseModel model = SparseModel.of(RandomTensors.model(new Random(2)));
    BoundModel first = model.bound(numbers(1));
    for (int length = 2; length <= SparseModel.KEPT_SHAPES; length++) {
      BoundModel bound = model.bound(numbers(length));
      assertThat(model.bound(numbers(length))).isSameAs(bound);
    }
    assertThat(model.bound(numbers(1))).isSameAs(first);
    BoundModel second = model.bound(numbers(2));
    BoundModel third = model.bound(numbers(3));
    BoundModel fourth = model.bound(numbers(4));
    for (int length = 5; length <= SparseModel.KEPT_SHAPES; length++) {
      model.bound(numbers(length));
    }
    model.bound(numbers(1));
    model.bound(numbers(2));
    model.bound(numbers(3));
    model.bound(numbers(SparseModel.KEPT_SHAPES + 1));
    assertThat(model.bound(numbers(1))).isSameAs(first);
    assertThat(model.bound(numbers(2))).isSameAs(second);
    assertThat(model.bound(numbers(3))).isSameAs(third);
    assertThat(model.bound(numbers(4))).isNotSameAs(fourth);
  }

  private static Map<String, Integer> numbers(int length) {
    return Map.of("batch", 1, "length", length);
  }

  @Test
  void threadsShareAModel() throws Exception {
    Model net = RandomTensors.model(new Random(5));
    List<Map<String, Value>> calls = new ArrayList<>();
    List<float[]> expected = new ArrayList<>();
    Session alone = SparseModel.of(net).newSession();
    Random random = new Random(6);
    for (int i = 0; i < 60; i++) {
      calls.add(RandomTensors.call(net, random, 1 + random.nextInt(3), 1 + random.nextInt(4)));
      expected.add(alone.run(calls.get(i)).get("rows").floats());
    }
    SparseModel shared = SparseModel.of(net);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Callable<List<float[]>>> callers = new ArrayList<>();
      for (int t = 0; t < 2; t++) {
        callers.add(
            () -> {
              Session session = shared.newSession();
              List<float[]> found = new ArrayList<>();
              calls.forEach(call -> found.add(session.run(call).get("rows").floats()));
              return found;
            });
      }
      for (Future<List<float[]>> found : threads.invokeAll(callers)) {
        for (int i = 0; i < calls.size(); i++) {
          assertThat(found.get().get(i)).as("call %d", i).containsExactly(expected.get(i));
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** In processes of their own, as in {@link SessionTest}. */
  @Test
  void allocatesNothingForAShapeThatItHasSeen() throws IOException, InterruptedException {
    long allocated = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 3 && allocated > 0; attempt++) {
      allocated = Long.parseLong(OwnJvm.run(List.of(), ShapesProbe.class));
    }
    assertThat(allocated).isZero();
  }
}
