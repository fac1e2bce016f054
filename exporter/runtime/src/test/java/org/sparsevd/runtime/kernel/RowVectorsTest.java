package org.sparsevd.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Op;
import org.sparsevd.model.loop.RowLoop;

/** Sums and products by vectors against plain loops, from odd places on, also in place. */
class RowVectorsTest {
  private static final int LONGEST = 70;

  @Test
  void rowsHaveTheBitsOfPlainLoops() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      boolean sum = random.nextBoolean();
      RowLoop plain = sum ? RowLoop::plus : RowLoop::times;
      RowLoop found = RowVectors.of(sum ? Op.BinaryFunction.PLUS : Op.BinaryFunction.TIMES);
      float[] a = numbers(random);
      float[] b = numbers(random);
      int aStep = random.nextInt(4) == 0 ? 0 : 1;
      int bStep = random.nextInt(4) == 0 ? 0 : 1;
      int count = random.nextInt(LONGEST);
      int from = random.nextInt(9);
      int start = random.nextInt(9);
      float[] expected = a.clone();
      plain.run(a, from, aStep, b, start, bStep, expected, from, count);
      // In place where each element is read as it is written.
      float[] y = aStep == 1 ? a : a.clone();
      found.run(a, from, aStep, b, start, bStep, y, from, count);
      assertThat(y).as("seed %d, row %d", seed, i).isEqualTo(expected);
    }
  }

  private static float[] numbers(Random random) {
    float[] numbers = new float[LONGEST + 9];
    for (int i = 0; i < numbers.length; i++) {
      boolean odd = random.nextInt(20) == 0;
      numbers[i] = odd ? 1 / (float) random.nextInt(2) : (float) random.nextGaussian();
    }
    return numbers;
  }

  @Test
  void othersAreLeftToTheirDefinition() {
    assertThat(RowVectors.of(Op.BinaryFunction.OVER)).isNull();
  }
}
