package org.sparsevd.benchmarks.nets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparsevd.compress.RemoveDeadUnits;
import org.sparsevd.compress.prune.MagnitudePruning;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

class ImportedNetTest {
  @ParameterizedTest
  @CsvSource({"vgg-16,14977728", "resnet-18,11164352"})
  void netsHaveTheWeightsOfThePapersAndLoseUnits(String name, long weights) {
    Model model = ImportedNet.named(name);
    assertThat(model.outputShape().size()).isEqualTo(10);
    assertThat(count(model)).isEqualTo(weights);
    Model pruned = MagnitudePruning.global(model, 0.95).apply(model);
    assertThat(count(new RemoveDeadUnits().apply(pruned))).isLessThan(weights);
  }

  private static long count(Model model) {
    long count = 0;
    for (Node node : model.nodes()) {
      count += node.op() instanceof Op.Weighted layer ? layer.weight().shape().size() : 0;
    }
    return count;
  }

  @Test
  void otherNamesAreRefused() {
    assertThatThrownBy(() -> ImportedNet.named("alexnet"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("alexnet");
  }
}
