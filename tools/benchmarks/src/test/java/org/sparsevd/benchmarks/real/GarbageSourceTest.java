package org.sparsevd.benchmarks.real;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GarbageSourceTest {
  private static long[] kept;

  private static void leave() {
    kept = new long[5000];
  }

  @Test
  void saysWhatIsLeftAndByWhom() throws Exception {
    Contender net = new Contender("net", GarbageSourceTest::leave, () -> new float[0]);
    assertThat(GarbageSource.of(net, 0.3).get(0))
        .contains("[J by " + GarbageSourceTest.class.getName() + ".leave < ");
    assertThat(kept).hasSize(5000);
  }
}
