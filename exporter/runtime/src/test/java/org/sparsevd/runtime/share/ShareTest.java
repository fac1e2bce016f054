package org.sparsevd.runtime.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShareTest {
  @Test
  void partsAreTheWhole() {
    for (int parts = 1; parts < 9; parts++) {
      for (int count = 0; count < 20; count++) {
        int next = 0;
        for (Share share : Share.of(parts)) {
          assertThat(share.from(count)).isEqualTo(next);
          next = share.to(count);
        }
        assertThat(next).isEqualTo(count);
      }
    }
  }

  /** Whoever asks, and how often: each unit is claimed once, step after step. */
  @Test
  void eachUnitIsClaimedOnce() {
    for (long seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      int parts = 1 + random.nextInt(5);
      Share[] shares = Share.of(parts);
      for (Share share : shares) {
        share.reset();
      }
      for (int step = 0; step < 5; step++) {
        for (Share share : shares) {
          share.begin();
        }
        int[] claimed = new int[random.nextInt(20)];
        int[] last = new int[parts];
        Arrays.fill(last, -1);
        for (int open = parts; open > 0; ) {
          int part = random.nextInt(parts);
          if (last[part] != -2) {
            int unit = shares[part].next(claimed.length, last[part]);
            last[part] = unit < 0 ? -2 : unit;
            open -= unit < 0 ? 1 : 0;
            if (unit >= 0) {
              claimed[unit]++;
            }
          }
        }
        int[] ones = new int[claimed.length];
        Arrays.fill(ones, 1);
        assertThat(claimed).as("seed %s", seed).isEqualTo(ones);
      }
    }
  }
}
