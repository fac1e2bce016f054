package org.sparsevd.benchmarks.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparsevd.format.SpvdFile;

/** What is measured is as large and as sparse as it says, and all of it is entropy-coded. */
class CodecNetTest {

  @Test
  void haveTheSizesThatTheLimitsAreFor() throws IOException {
    List<CodecNet> nets = CodecNet.all();
    assertThat(nets).extracting(CodecNet::nonZeros).startsWith(1_537L);
    CodecNet spread = nets.get(2);
    assertThat(spread.weights()).isEqualTo(14_977_728);
    assertThat((double) spread.nonZeros() / spread.weights()).isCloseTo(0.02, within(0.001));
    for (CodecNet net : nets) {
      assertThat(SpvdFile.encodeCompact(net.model()).length)
          .as(net.name())
          .isLessThan((int) (2 * net.nonZeros() + 200));
    }
  }
}
