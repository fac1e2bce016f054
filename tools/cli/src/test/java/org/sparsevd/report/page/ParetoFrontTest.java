package org.sparsevd.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ParetoFrontTest {
  private record Costs(int number, double first, double second) {
    boolean dominates(Costs other) {
      return first <= other.first
          && second <= other.second
          && (first < other.first || second < other.second);
    }
  }

  @Test
  void isWhatEveryPairComparedGives() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      List<Costs> all = new ArrayList<>();
      int count = random.nextInt(20);
      for (int i = 0; i < count; i++) {
        // Few values, so that ties and equal ones are common.
        all.add(new Costs(i, random.nextInt(8), random.nextInt(8)));
      }
      List<Costs> undominated =
          all.stream().filter(one -> all.stream().noneMatch(o -> o.dominates(one))).toList();
      assertThat(ParetoFront.of(all, Costs::first, Costs::second))
          .as("seed %d, round %d", seed, round)
          .containsExactlyInAnyOrderElementsOf(undominated)
          .isSortedAccordingTo(java.util.Comparator.comparingDouble(Costs::first));
    }
  }
}
