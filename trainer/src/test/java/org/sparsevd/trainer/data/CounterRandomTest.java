package org.sparsevd.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CounterRandomTest {
  /** First outputs of SplitMix64 seeded with 0 and with 1234567, as published with its C source. */
  @Test
  void isSplitMix64OverTheCounter() {
    assertThat(CounterRandom.bits(0, 1)).isEqualTo(0xE220A8397B1DCDAFL);
    assertThat(CounterRandom.bits(0, 2)).isEqualTo(0x6E789E6AA1B965F4L);
    assertThat(CounterRandom.bits(0, 3)).isEqualTo(0x06C45D188009454FL);
    assertThat(CounterRandom.bits(1234567, 1)).isEqualTo(6457827717110365317L);
    assertThat(CounterRandom.bits(1234567, 2)).isEqualTo(3203168211198807973L);
  }

  @Test
  void seedStreamAndCounterAllMatter() {
    Set<Long> seen = new HashSet<>();
    for (long seed = -5; seed < 5; seed++) {
      for (long stream = -5; stream < 5; stream++) {
        for (long counter = -5; counter < 5; counter++) {
          seen.add(CounterRandom.bits(seed, stream, counter));
        }
      }
    }
    assertThat(seen).hasSize(1000);
  }

  @Test
  void belowSplitsTheRangeEvenly() {
    assertThat(CounterRandom.below(3, 0)).isEqualTo(0);
    assertThat(CounterRandom.below(3, -1L)).isEqualTo(2);
    assertThat(CounterRandom.below(Integer.MAX_VALUE, -1L)).isEqualTo(Integer.MAX_VALUE - 1);
    int[] counts = new int[7];
    for (int i = 0; i < 70_000; i++) {
      counts[CounterRandom.below(7, CounterRandom.bits(1, 2, i))]++;
    }
    // Standard deviation 93.
    assertThat(Arrays.stream(counts))
        .allSatisfy(count -> assertThat(count).isBetween(9_500, 10_500));
  }
}
