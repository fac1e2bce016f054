package org.sparsevd.machine.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.machine.code.Emulator;
import org.sparsevd.machine.code.Width;
import org.sparsevd.model.loop.Curve;
import org.sparsevd.runtime.matrix.ColumnShares;
import org.sparsevd.runtime.matrix.VectorMatrices;

/** Softmax down columns as code against plain loops. */
class ShareCodeTest {
  private static final float SCALE = .125f;

  private static float[] plain(float[] scores, int keys, int columns, float[] mask) {
    float[] found = scores.clone();
    for (int c = 0; c < columns; c++) {
      float largest = Float.NEGATIVE_INFINITY;
      for (int k = 0; k < keys; k++) {
        float product = scores[k * columns + c] * SCALE;
        found[k * columns + c] = mask == null ? product : product + mask[k];
        largest = Math.max(largest, found[k * columns + c]);
      }
      double sum = 0;
      for (int k = 0; k < keys; k++) {
        found[k * columns + c] = Curve.EXP.at(found[k * columns + c] - largest);
        sum += found[k * columns + c];
      }
      for (int k = 0; k < keys; k++) {
        found[k * columns + c] *= (float) (1 / sum);
      }
    }
    return found;
  }

  private static float[] scores(Random random, int count, int columns) {
    float[] scores = new float[count];
    for (int i = 0; i < count; i++) {
      scores[i] = (i % columns % 3 == 0 ? 400 : 10) * (float) random.nextGaussian();
    }
    scores[random.nextInt(count)] = Float.NEGATIVE_INFINITY;
    scores[random.nextInt(count)] = random.nextBoolean() ? Float.NaN : Float.POSITIVE_INFINITY;
    return scores;
  }

  private static float[] mask(Random random, int keys) {
    float[] mask = new float[keys];
    for (int k = 0; k < keys; k++) {
      mask[k] = random.nextBoolean() ? 0 : random.nextBoolean() ? -10000 : random.nextFloat();
    }
    return mask;
  }

  private static ByteBuffer bytes(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  /** In the emulator an array ends where it ends. */
  @Test
  void vectorsOfEveryWidthComputeTheSame() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 40; i++) {
      Width width = i % 2 == 0 ? Width.YMM : Width.ZMM;
      int columns = MatrixShape.VECTORS * width.lanes();
      int keys = 1 + random.nextInt(20);
      float[] mask = i % 4 < 2 ? null : mask(random, keys);
      float[] scores = scores(random, keys * columns, columns);
      ByteBuffer memory = bytes(scores);
      Emulator machine = new Emulator();
      long at = machine.map(memory);
      long own = machine.map(bytes(mask == null ? new float[0] : mask));
      long table = machine.map(ShareTable.of(SCALE).asByteBuffer());
      machine.call(new ShareCode(width, mask != null).write(), at, own, table, 0, 0, keys);
      float[] found = new float[scores.length];
      memory.asFloatBuffer().get(found);
      float[] expected = plain(scores, keys, columns, mask);
      assertThat(found).as("seed %d, case %d", seed, i).isEqualTo(expected);
    }
  }

  private static ColumnShares shares() {
    return MachineMatrices.of(MatrixCallsTest.OWN, new VectorMatrices())
        .orElseThrow()
        .shares(SCALE);
  }

  @Test
  void thisProcessorComputesTheSame() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int columns = MatrixShape.VECTORS * MatrixCallsTest.OWN.lanes();
    for (int i = 0; i < 40; i++) {
      int keys = 1 + random.nextInt(200);
      int from = random.nextInt(9);
      float[] mask = random.nextBoolean() ? null : mask(random, keys);
      float[] scores = scores(random, keys * columns, columns);
      float[] memory = new float[from + scores.length];
      System.arraycopy(scores, 0, memory, from, scores.length);
      shares().run(memory, from, keys, mask, 0);
      float[] found = Arrays.copyOfRange(memory, from, memory.length);
      float[] expected = plain(scores, keys, columns, mask);
      assertThat(found).as("seed %d, case %d", seed, i).isEqualTo(expected);
    }
  }

  @Test
  void arraysThatAreTooShortAreRefused() {
    ColumnShares shares = shares();
    int columns = MatrixShape.VECTORS * MatrixCallsTest.OWN.lanes();
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> shares.run(new float[8 * columns - 1], 0, 8, null, 0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> shares.run(new float[8 * columns], 1, 8, null, 0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> shares.run(new float[2 * columns], 0, 2, new float[3], 2));
  }
}
