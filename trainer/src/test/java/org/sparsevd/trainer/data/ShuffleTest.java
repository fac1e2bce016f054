package org.sparsevd.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShuffleTest {
  @Test
  void isAPermutationOfItsArgumentsAlone() {
    int[] order = Shuffle.permutation(7, 3, 1000);
    assertThat(Shuffle.permutation(7, 3, 1000)).isEqualTo(order);
    assertThat(Shuffle.permutation(7, 4, 1000)).isNotEqualTo(order);
    assertThat(Shuffle.permutation(8, 3, 1000)).isNotEqualTo(order);
    int[] sorted = order.clone();
    Arrays.sort(sorted);
    assertThat(sorted).isEqualTo(IntStream.range(0, 1000).toArray());
  }

  @Test
  void everyOrderIsAsLikely() {
    int[] counts = new int[27];
    for (int epoch = 0; epoch < 60_000; epoch++) {
      int[] order = Shuffle.permutation(1, epoch, 3);
      counts[9 * order[0] + 3 * order[1] + order[2]]++;
    }
    int[] seen = Arrays.stream(counts).filter(count -> count > 0).toArray();
    // Standard deviation 91.
    assertThat(Arrays.stream(seen))
        .hasSize(6)
        .allSatisfy(count -> assertThat(count).isBetween(9_500, 10_500));
  }

  @Test
  void smallCounts() {
    assertThat(Shuffle.permutation(1, 0, 0)).isEmpty();
    assertThat(Shuffle.permutation(1, 0, 1)).containsExactly(0);
  }
}
