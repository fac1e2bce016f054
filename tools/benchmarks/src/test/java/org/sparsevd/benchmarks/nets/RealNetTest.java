package org.sparsevd.benchmarks.nets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

class RealNetTest {
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "VGG_16")
  void netsHaveTheWeightsOfThePapers(RealNet net) {
    Model model = net.build();
    long count = 0;
    for (Node node : model.nodes()) {
      count += node.op() instanceof Op.Weighted layer ? layer.weight().shape().size() : 0;
    }
    assertThat(count).isEqualTo(net.weights());
    assertThat(RealNet.named(net.id())).isSameAs(net);
  }

  @Test
  void otherNamesAreRefused() {
    assertThatThrownBy(() -> RealNet.named("alexnet"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("resnet-50")
        .hasMessageContaining("alexnet");
  }
}
