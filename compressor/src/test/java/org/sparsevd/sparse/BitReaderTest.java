package org.sparsevd.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.tensor.CorruptTensorException;

class BitReaderTest {
  @Test
  void numbersOfAnyWidthBeginAtAnyBit() throws CorruptTensorException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      byte[] bytes = new byte[24];
      random.nextBytes(bytes);
      int from = random.nextInt(4);
      int length = bytes.length - from;
      BitReader in = new BitReader(bytes, from, length);
      int at = 0;
      for (int width = random.nextInt(33); at + width <= 8 * length; width = random.nextInt(33)) {
        assertThat(in.bits(width, "number"))
            .as("seed %d, %d bits from bit %d", seed, width, at)
            .isEqualTo(expected(bytes, 8 * from + at, width));
        at += width;
      }
    }
  }

  /** The bytes as one number, the first one lowest. */
  private static int expected(byte[] bytes, int bit, int width) {
    byte[] highestFirst = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      highestFirst[i] = bytes[bytes.length - 1 - i];
    }
    BigInteger mask = BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
    return new BigInteger(1, highestFirst).shiftRight(bit).and(mask).intValue();
  }

  @Test
  void aNumberBeyondTheEndIsRefused() throws CorruptTensorException {
    BitReader in = new BitReader(new byte[] {1, 2, 3}, 0, 2);
    in.bits(9, "first");
    assertThatThrownBy(() -> in.bits(8, "second"))
        .isInstanceOf(CorruptTensorException.class)
        .hasMessageContaining("the bytes end within the second");
  }
}
