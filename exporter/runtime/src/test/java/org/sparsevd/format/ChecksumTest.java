package org.sparsevd.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumTest {
  @Test
  void isThatOfTheStandard() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertThat(Checksum.of(digits, 0, digits.length)).isEqualTo(0xE3069283);
  }

  @Test
  void shortAndLongPartsAreSummedAlike() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] bytes = new byte[1 << 16];
    random.nextBytes(bytes);
    for (int i = 0; i < 200; i++) {
      int start = random.nextInt(bytes.length);
      int end = start + random.nextInt(bytes.length - start + 1);
      assertThat(Checksum.loop(bytes, start, end))
          .as("seed %d, bytes %d to %d", seed, start, end)
          .isEqualTo(Checksum.library(bytes, start, end));
    }
  }
}
