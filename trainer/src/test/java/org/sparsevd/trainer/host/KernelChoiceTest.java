package org.sparsevd.trainer.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code -Dsparsevd.kernels} means for training. */
class KernelChoiceTest {
  private static final String PROPERTY = "sparsevd.kernels";

  private String before;

  @BeforeEach
  void keep() {
    before = System.getProperty(PROPERTY);
  }

  @AfterEach
  void restore() {
    if (before == null) {
      System.clearProperty(PROPERTY);
    } else {
      System.setProperty(PROPERTY, before);
    }
  }

  @Test
  void kernelsAreForced() {
    System.setProperty(PROPERTY, "scalar");
    assertThat(KernelChoice.best()).isInstanceOf(ScalarTrainingKernels.class);
    System.setProperty(PROPERTY, "vector");
    assertThat(KernelChoice.best().code()).isNull();
  }

  @Test
  void othersAreRefused() {
    System.setProperty(PROPERTY, "fast");
    assertThatIllegalArgumentException()
        .isThrownBy(KernelChoice::best)
        .withMessage("-Dsparsevd.kernels: expected scalar, vector or machine, found 'fast'");
  }
}
