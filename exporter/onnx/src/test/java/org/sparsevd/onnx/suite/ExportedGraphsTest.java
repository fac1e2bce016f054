package org.sparsevd.onnx.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparsevd.onnx.OnnxProfile;

/**
 * Random graphs of general tensors, read and written again: ONNX Runtime computes from the file
 * what it computed from the first one. {@code -Dfuzz.exports=N} draws N from {@code
 * -Dfuzz.exports.first} on.
 */
class ExportedGraphsTest {
  private static final int GRAPHS = Integer.getInteger("fuzz.exports", 100);
  private static final int FIRST = Integer.getInteger("fuzz.exports.first", 5000);
  private static final int LEAST_PERCENT_READ = 50;
  private static final List<OnnxProfile> PROFILES =
      List.of(OnnxProfile.DENSE, OnnxProfile.SPARSE, OnnxProfile.SHRUNK);

  @Test
  void whatIsWrittenComputesWhatWasRead() throws IOException {
    int read = 0;
    for (int seed = FIRST; seed < FIRST + GRAPHS; seed++) {
      OnnxProfile profile = PROFILES.get(seed % PROFILES.size());
      Judge judge = new Judge(new ExportedEngine(profile), new Questions(0));
      Verdict verdict = judge.of(TensorGraphs.draw(seed));
      assertThat(verdict.kind())
          .as("graph of seed %d, profile %s: %s", seed, profile, verdict.reason())
          .isNotEqualTo(Verdict.Kind.WRONG);
      read += verdict.isRight() ? 1 : 0;
    }
    assertThat(100 * read / GRAPHS).as("percent read").isGreaterThanOrEqualTo(LEAST_PERCENT_READ);
  }
}
