package org.sparsevd.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;

/** Compares two models by running them. */
public final class SameFunction {
  private SameFunction() {}

  /** Outputs differ by at most 1e-5 of the largest value that occurs in the first model. */
  public static void check(String description, Model before, Model after, Random random) {
    assertThat(after.inputShape()).as(description).isEqualTo(before.inputShape());
    assertThat(after.outputShape()).as(description).isEqualTo(before.outputShape());
    for (int run = 0; run < 3; run++) {
      float[] input = RandomNets.input(random, before);
      Map<String, float[]> values = new Interpreter(before).values(input);
      float[] expected = values.get(before.output());
      float[] actual = new Interpreter(after).run(input);
      double largest = 1;
      for (float[] value : values.values()) {
        for (float x : value) {
          largest = Math.max(largest, Math.abs(x));
        }
      }
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) actual[i])
            .as("%s, output %d", description, i)
            .isCloseTo(expected[i], within(1e-5 * largest));
      }
    }
  }
}
