package org.sparsevd.runtime.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SparseFiltersTest {
  @Test
  void rowsAreInOrderOfLengthAndThenOfNumber() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int rows = 0; rows < 60; rows++) {
      int most = 1 + random.nextInt(9);
      int[] pointers = new int[rows + 1];
      for (int r = 0; r < rows; r++) {
        pointers[r + 1] = pointers[r] + random.nextInt(most);
      }
      int[] expected =
          IntStream.range(0, rows)
              .boxed()
              .sorted(Comparator.comparing((Integer r) -> pointers[r] - pointers[r + 1]))
              .mapToInt(r -> r)
              .toArray();
      assertThat(SparseFilters.longestFirst(pointers)).as("seed %d", seed).isEqualTo(expected);
    }
  }
}
