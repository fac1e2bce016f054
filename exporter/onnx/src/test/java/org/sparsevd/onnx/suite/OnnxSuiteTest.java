package org.sparsevd.onnx.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** ONNX's own tests, as many as this project carries: {@code tools/onnx-suite} runs all. */
class OnnxSuiteTest {
  private static SortedMap<String, Verdict> verdicts;

  @BeforeAll
  static void runAll() throws IOException {
    verdicts = PackedSuite.verdicts();
  }

  @Test
  void noneIsWrong() {
    assertThat(verdicts).hasSizeGreaterThan(200);
    verdicts.forEach(
        (test, verdict) ->
            assertThat(verdict.kind())
                .as("%s: %s", test, verdict.reason())
                .isNotEqualTo(Verdict.Kind.WRONG));
  }

  @Test
  void thoseAreRightThatAreListed() throws IOException {
    List<String> listed = PackedSuite.listedAsRight();
    TreeSet<String> gained = new TreeSet<>();
    TreeSet<String> lost = new TreeSet<>();
    verdicts.forEach(
        (test, verdict) -> {
          if (verdict.isRight() && !listed.contains(test)) {
            gained.add(test);
          }
          if (!verdict.isRight() && listed.contains(test)) {
            lost.add(test + ": " + verdict.reason());
          }
        });
    assertThat(lost).as("listed in right.txt, but refused or wrong").isEmpty();
    assertThat(gained)
        .as("right, but not in right.txt: update the list by tools/onnx-suite --list-right")
        .isEmpty();
    assertThat(verdicts.keySet()).as("what right.txt lists").containsAll(listed);
  }
}
