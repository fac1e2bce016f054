package org.sparsevd.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparsevd.runtime.kernel.ScalarKernels;

/** Vectors that this machine does not prefer: each width in a JVM of its own. */
class VectorWidthTest {
  private static final String PLAIN = WidthProbe.results(new ScalarKernels(true)).strip();

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void resultsHaveTheBitsOfPlainKernels(int bits) throws Exception {
    String printed = OwnJvm.run(List.of("-Dsparsevd.vectorBits=" + bits), WidthProbe.class, "all");
    String[] parts = printed.split("\n", 2);
    assertThat(parts[0]).startsWith(bits / 32 + " lanes, ").contains("phases");
    assertThat(parts[0].contains("shifted copies")).as(parts[0]).isEqualTo(bits == 512);
    assertThat(parts[1]).isEqualTo(PLAIN);
  }

  /** Where the processor has no fused multiply-add, no call may use one. */
  @Test
  void callsAgreeWithoutFusedMultiplyAdd() throws Exception {
    String processor = System.getProperty("os.arch");
    assumeTrue(processor.equals("amd64") || processor.equals("x86_64"), processor);
    String printed = OwnJvm.run(List.of("-XX:UseAVX=1"), WidthProbe.class, "calls");
    assertThat(printed).isEqualTo("scalar, rounded");
  }
}
