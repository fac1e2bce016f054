package org.sparsevd.onnx.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Random graphs of general tensors, read by us and by ONNX Runtime. {@code -Dfuzz.graphs=N} draws
 * N; the seeds are 0 to N - 1. {@code tools/onnx-suite --random N} tells why graphs are refused.
 */
class TensorGraphsTest {
  private static final int GRAPHS = Integer.getInteger("fuzz.graphs", 300);

  /** To be raised as the importer takes more. */
  private static final int LEAST_PERCENT_READ = 80;

  @Test
  void whatIsReadComputesWhatOnnxRuntimeComputes() throws IOException {
    Judge judge = new Judge(new ImportedEngine(), new Questions(0));
    int read = 0;
    for (long seed = 0; seed < GRAPHS; seed++) {
      Verdict verdict = judge.of(TensorGraphs.draw(seed));
      assertThat(verdict.kind())
          .as("graph of seed %d: %s", seed, verdict.reason())
          .isNotEqualTo(Verdict.Kind.WRONG);
      read += verdict.isRight() ? 1 : 0;
    }
    assertThat(100 * read / GRAPHS).as("percent read").isGreaterThanOrEqualTo(LEAST_PERCENT_READ);
  }

  @Test
  void aSeedDrawsTheSameGraphAgain() throws IOException {
    for (long seed = 0; seed < 10; seed++) {
      TensorGraphs.Drawn drawn = TensorGraphs.draw(seed);
      TensorGraphs.Drawn again = TensorGraphs.draw(seed);
      assertThat(Arrays.equals(again.file(), drawn.file())).as("seed %d", seed).isTrue();
      assertThat(again.questions()).isEqualTo(drawn.questions());
    }
  }
}
