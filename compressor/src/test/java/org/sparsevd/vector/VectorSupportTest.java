package org.sparsevd.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class VectorSupportTest {
  private static final String X86 = "amd64";
  private static final String ARM = "aarch64";

  @Test
  void vectorsPayWhereTheProcessorFuses() {
    assertThat(VectorSupport.of(512, X86, null).pays()).isTrue();
    assertThat(VectorSupport.of(256, X86, null).pays()).isTrue();
    assertThat(VectorSupport.of(128, X86, null).pays()).as("no AVX2").isFalse();
    assertThat(VectorSupport.of(128, ARM, null).pays()).isTrue();
    assertThat(VectorSupport.of(64, ARM, null).pays()).isFalse();
  }

  @Test
  void withoutTheModuleThereAreNone() {
    VectorSupport none = VectorSupport.of(0, X86, "256");
    assertThat(none.isThere()).isFalse();
    assertThat(none.pays()).isFalse();
    assertThat(none.reason()).isEqualTo("the module jdk.incubator.vector is not there");
  }

  /** Whether they pay depends on the processor, not on what a test wants. */
  @Test
  void thePropertyChoosesAnotherWidth() {
    VectorSupport narrow = VectorSupport.of(512, X86, "128");
    assertThat(narrow.bits()).isEqualTo(128);
    assertThat(narrow.pays()).isTrue();
    assertThat(narrow.reason()).isEqualTo("4 lanes of float32, by -Dsparsevd.vectorBits");
    assertThat(VectorSupport.of(128, X86, "512").pays()).isFalse();
  }

  @Test
  void aWidthThatVectorsDoNotHaveIsRefused() {
    for (String wanted : new String[] {"", "100", "64", "0512", "wide"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> VectorSupport.of(512, X86, wanted))
          .withMessage("-Dsparsevd.vectorBits: expected 128, 256 or 512, found '" + wanted + "'");
    }
  }

  @Test
  void whatThisJvmHasIsSaid() {
    VectorSupport found = VectorSupport.find();
    assertThat(found.isThere()).isTrue();
    assertThat(found.reason()).startsWith(found.bits() / 32 + " lanes of float32");
    assertThat(FloatLanes.SPECIES.vectorBitSize()).isEqualTo(found.bits());
  }
}
