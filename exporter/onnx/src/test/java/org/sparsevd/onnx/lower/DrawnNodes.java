package org.sparsevd.onnx.lower;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;

/** Tests whose nodes are drawn: the same ones in each run, others by {@code -Dfuzz.seed=N}. */
abstract class DrawnNodes {
  private static final ClassValue<AtomicLong> SEEDS =
      new ClassValue<>() {
        @Override
        protected AtomicLong computeValue(Class<?> test) {
          return new AtomicLong(Long.getLong("fuzz.seed", 1));
        }
      };

  final long seed = SEEDS.get(getClass()).getAndIncrement();
  final Random random = new Random(seed);

  @BeforeEach
  void tellSeed() {
    System.out.println("seed " + seed);
  }

  int pick(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }
}
