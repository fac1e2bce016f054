package org.sparsevd.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class KernelLookupTest {
  @Test
  void propertyForcesEither() {
    assertThat(KernelLookup.find("scalar").name()).isEqualTo("scalar");
    assertThat(KernelLookup.find("vector").name()).isEqualTo("vector");
  }

  @Test
  void withoutPropertyThereIsAlwaysSomething() {
    assertThat(KernelLookup.find(null).name()).isIn("scalar", "vector");
  }

  @Test
  void unknownKernelsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KernelLookup.find("cuda"))
        .withMessage("-Dsparsevd.kernels: expected scalar or vector, found 'cuda'");
  }
}
