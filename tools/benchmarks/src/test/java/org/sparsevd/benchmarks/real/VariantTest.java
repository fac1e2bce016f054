package org.sparsevd.benchmarks.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.benchmarks.nets.RealNet;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

class VariantTest {
  private static final Model WHOLE = RealNet.MOBILENET_V2.build();

  @ParameterizedTest
  @ValueSource(strings = {"layer", "4x1"})
  void theFirstLayerAndDepthwiseOnesStayWhole(String pattern) {
    Model pruned = Variant.of(0.75, pattern, false).apply(WHOLE);
    boolean first = true;
    for (Node node : pruned.nodes()) {
      if (node.op() instanceof Op.Weighted layer) {
        boolean depthwise = layer instanceof Op.Conv2d conv && conv.groups() > 1;
        double expected = first || depthwise ? 1 : 0.25;
        assertThat(layer.weight().density()).as(node.name()).isCloseTo(expected, within(0.02));
        first = false;
      }
    }
  }

  @Test
  void noZerosLeaveTheNetAlone() {
    assertThat(Variant.of(0, "4x4", false).apply(WHOLE)).isSameAs(WHOLE);
    assertThat(Variant.of(0, "4x4", false)).hasToString("dense");
    assertThat(Variant.of(0.9, "4x1", true)).hasToString("8 bits, 90 % zeros in blocks of 4x1");
  }

  @Test
  void whatIsNoPatternIsRefused() {
    assertThatThrownBy(() -> Variant.of(0.9, "four", false)).hasMessageContaining("'four'");
    assertThatThrownBy(() -> Variant.of(1, "layer", false)).hasMessageContaining("1.0");
  }
}
