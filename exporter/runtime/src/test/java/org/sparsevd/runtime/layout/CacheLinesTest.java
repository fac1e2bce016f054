package org.sparsevd.runtime.layout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CacheLinesTest {
  /** An array of less than half a region would begin anywhere, also where it is nearly so long. */
  @Test
  void partsLieInArraysThatBeginAtCacheLines() {
    int longest = CacheLines.length(1 << 13);
    for (int floats = longest / 8; floats < longest - CacheLines.LEAD; floats += longest / 16) {
      CacheLines.Part part = CacheLines.part(floats);
      assertThat(part.array()).hasSizeGreaterThanOrEqualTo(longest);
      assertThat(part.start() % 16).isEqualTo(CacheLines.LEAD);
      assertThat(part.start() + floats).isLessThanOrEqualTo(part.array().length);
    }
  }
}
