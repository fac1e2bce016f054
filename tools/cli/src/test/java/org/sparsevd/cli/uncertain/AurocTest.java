package org.sparsevd.cli.uncertain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AurocTest {
  private static final long SEED = 12;

  /** By its definition: the share of pairs that are in order. */
  @Test
  void isTheShareOfPairsInOrder() {
    Random random = new Random(SEED);
    for (int round = 0; round < 20; round++) {
      double[] low = random.ints(1 + random.nextInt(50), 0, 9).asDoubleStream().toArray();
      double[] high = random.ints(1 + random.nextInt(50), 3, 12).asDoubleStream().toArray();
      double inOrder = 0;
      for (double a : low) {
        for (double b : high) {
          inOrder += b > a ? 1 : b == a ? 0.5 : 0;
        }
      }
      assertThat(Auroc.of(low, high))
          .as("round %d, seed %d", round, SEED)
          .isCloseTo(inOrder / (low.length * high.length), within(1e-12));
    }
  }

  @Test
  void endsAreOneAndZero() {
    assertThat(Auroc.of(new double[] {1, 2}, new double[] {3})).isEqualTo(1);
    assertThat(Auroc.of(new double[] {3}, new double[] {1, 2})).isEqualTo(0);
    assertThatThrownBy(() -> Auroc.of(new double[0], new double[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
