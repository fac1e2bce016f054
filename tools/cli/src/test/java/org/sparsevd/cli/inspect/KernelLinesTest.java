package org.sparsevd.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sparsevd.vector.VectorSupport;

class KernelLinesTest {
  private static final VectorSupport GOOD = new VectorSupport(256, true, "8 lanes");
  private static final VectorSupport POOR = new VectorSupport(128, false, "4 lanes, too few");

  @Test
  void theHeadingSaysWhyKernelsArePlainJava() {
    assertThat(KernelLines.heading(GOOD, null)).isEqualTo("how this machine runs it:\n");
    assertThat(KernelLines.heading(POOR, null)).contains("plain Java (4 lanes, too few)");
    assertThat(KernelLines.heading(GOOD, "scalar"))
        .contains("plain Java (-Dsparsevd.kernels=scalar)");
    assertThat(KernelLines.heading(POOR, "vector")).doesNotContain("plain Java");
  }
}
