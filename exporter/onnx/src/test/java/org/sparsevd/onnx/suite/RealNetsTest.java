package org.sparsevd.onnx.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Small nets as exporters write them, each asked twice, where dimensions are free with other sizes.
 * The scripts of {@code src/test/python} write those below {@code torch} (PyTorch 2.13's default
 * exporter) and {@code foreign}; {@code tools/onnx-suite FOLDER --pack-nets} packs them.
 */
class RealNetsTest {
  static final String ARCHIVE = "nets.zip";

  /** What is refused, and a part of the reason. An operator that gets known may make it right. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "torch/embedding-bag", "SequenceEmpty",
          "torch/gather-last", "GatherElements",
          "foreign/sklearn-mlp-zipmap", "zipmap': False",
          "foreign/boxes", "NonMaxSuppression");

  private static SortedMap<String, Verdict> verdicts;

  @BeforeAll
  static void runAll() throws IOException {
    verdicts =
        PackedSuite.use(
            ARCHIVE,
            suite -> {
              SortedMap<String, Verdict> found = new TreeMap<>();
              Judge judge = new Judge(new ImportedEngine(), new Questions(0));
              for (SuiteCase net : suite.lists().get(Suite.PUBLISHED)) {
                assertThat(net.data()).as(net.name()).hasSize(2);
                found.put(net.name(), judge.of(net));
              }
              return found;
            });
  }

  @Test
  void theyComputeWhatOnnxRuntimeComputes() {
    assertThat(verdicts).hasSizeGreaterThan(70);
    List<String> others = new ArrayList<>();
    verdicts.forEach(
        (name, verdict) -> {
          if (!verdict.isRight() && !REFUSED.containsKey(name)) {
            others.add(name + ": " + verdict.kind() + ": " + verdict.reason());
          }
        });
    assertThat(others).isEmpty();
  }

  @Test
  void whatCannotBeReadIsRefusedByName() {
    assertThat(verdicts.keySet()).containsAll(REFUSED.keySet());
    REFUSED.forEach(
        (name, reason) -> {
          Verdict verdict = verdicts.get(name);
          assertThat(verdict.kind()).as(name).isNotEqualTo(Verdict.Kind.WRONG);
          if (!verdict.isRight()) {
            assertThat(verdict.reason()).as(name).contains(reason);
          }
        });
    assertThat(verdicts.get("foreign/boxes").reason()).contains("RoiAlign");
  }
}
