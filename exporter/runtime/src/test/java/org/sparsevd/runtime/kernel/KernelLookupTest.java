package org.sparsevd.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

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
        .withMessage("-Dsparsevd.kernels: expected scalar, vector or machine, found 'cuda'");
  }

  /** Where machine code is left out, as in this room's own tests, it is said why. */
  @Test
  void theStatusSaysWhichKernelsAndWhy() {
    boolean old = Runtime.version().feature() < 22;
    String reason = old ? "it needs Java 22, and this is " : "sparsevd-machine is not there";
    assertThat(KernelLookup.status()).contains(": " + reason);
    assertThatIllegalStateException()
        .isThrownBy(() -> KernelLookup.find("machine"))
        .withMessageStartingWith("there is no machine code: " + reason);
    assertThat(KernelLookup.machine(KernelLookup.find("scalar"), "scalar").reason())
        .isEqualTo("-Dsparsevd.kernels=scalar");
  }
}
