package org.sparsevd.nets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictTest {
  @Test
  void saysWhoIsFasterAndByHowMuch() {
    Map<String, Double> ratios = new LinkedHashMap<>();
    ratios.put("a net", 2.8);
    ratios.put("another", 0.5);
    ratios.put("a third", 1.01);
    assertThat(Verdict.of(ratios))
        .isEqualTo(
            "SparseVD is 2.80x as fast as a net; 2.00x slower than another;"
                + " as fast as a third");
  }
}
