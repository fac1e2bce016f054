package org.sparsevd.compress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/** The passes keep what random nets compute. */
class RandomNetsTest {
  private static final int CASES = 1000;

  @Test
  void foldAffineKeepsTheFunction() {
    int merged = 0;
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      Model before = RandomNets.next(random);
      Model after = new FoldAffine().apply(before);
      SameFunction.check("seed " + seed, before, after, random);
      merged += before.nodes().size() - after.nodes().size();
    }
    assertThat(merged).isGreaterThan(CASES / 4);
  }

  @Test
  void removeDeadUnitsKeepsTheFunction() {
    long removed = 0;
    long groups = 0;
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      Model before = RandomNets.next(random);
      Model after = new RemoveDeadUnits().apply(before);
      SameFunction.check("seed " + seed, before, after, random);
      assertThat(WeightCount.of(new RemoveDeadUnits().apply(after)))
          .isEqualTo(WeightCount.of(after));
      removed += WeightCount.of(before).units() - WeightCount.of(after).units();
      groups += groups(before) - groups(after);
    }
    assertThat(removed).isGreaterThan(CASES);
    assertThat(groups).isGreaterThan(CASES / 20);
  }

  @Test
  void theWholeCompressorKeepsTheFunction() {
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      Model before = RandomNets.next(random);
      Compressed compressed = Compressor.compress(before);
      SameFunction.check("seed " + seed, before, compressed.model(), random);
      assertThat(compressed.report().total()).isEqualTo(weights(before));
      assertThat(compressed.report().nonZero()).isEqualTo(WeightCount.of(before).nonZero());
    }
  }

  private static long groups(Model model) {
    return model.nodes().stream()
        .mapToLong(node -> node.op() instanceof Op.Conv2d conv ? conv.groups() : 0)
        .sum();
  }

  private static long weights(Model model) {
    long total = 0;
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted layer) {
        total += layer.weight().shape().size();
      }
    }
    return total;
  }
}
