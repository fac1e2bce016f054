package org.sparsevd.benchmarks.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RealRowTest {
  private static final TurnResult OURS = new TurnResult(RealRow.OURS, 10, 9.5, 0, 1, 1, 1, 0);

  @Test
  void aVerdictSaysWhoIsFasterAndByHowMuch() {
    List<TurnResult> results =
        List.of(OURS, theirs(RealRow.FLOAT32, 2.8), theirs(RealRow.INT8, 0.5));
    assertThat(new RealRow("resnet-18", "90 % zeros", 1, results, Map.of(), Map.of()).verdict())
        .isEqualTo(
            "resnet-18, 90 % zeros: SparseVD is 2.80x as fast as ONNX Runtime float32;"
                + " 2.00x slower than ONNX Runtime int8");
    results = List.of(OURS, theirs(RealRow.INT8, 1.01));
    assertThat(new RealRow("vgg-16", "dense", 1, results, Map.of(), Map.of()).verdict())
        .isEqualTo("vgg-16, dense: SparseVD is as fast as ONNX Runtime int8");
  }

  private static TurnResult theirs(String name, double ratio) {
    return new TurnResult(name, 10 * ratio, 9 * ratio, 100, ratio, ratio, ratio, 1e-6);
  }

  @Test
  void whatAProcessPrintsIsReadAgain() {
    List<TurnResult> all = List.of(OURS, theirs(RealRow.INT8, 1.01));
    String printed = all.get(0).line() + "\n" + all.get(1).line() + "\n";
    assertThat(TurnResult.parse(printed)).isEqualTo(all);
  }
}
