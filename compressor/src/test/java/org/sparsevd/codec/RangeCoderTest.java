package org.sparsevd.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.codec.entropy.Logistic;
import org.sparsevd.codec.entropy.RangeDecoder;
import org.sparsevd.codec.entropy.RangeEncoder;
import org.sparsevd.tensor.CorruptTensorException;

class RangeCoderTest {
  private static final long SEED = 1979;

  /** Decisions of all probabilities, the most improbable ones among them: carries happen. */
  @Test
  void decodesWhatItEncoded() throws CorruptTensorException {
    Random random = new Random(SEED);
    for (int round = 0; round < 300; round++) {
      int count = random.nextInt(3000);
      int[] probabilities = new int[count];
      boolean[] bits = new boolean[count];
      int luck = random.nextInt(3);
      RangeEncoder encoder = new RangeEncoder();
      for (int i = 0; i < count; i++) {
        probabilities[i] = probability(random);
        boolean likely = random.nextInt(1 << 16) < probabilities[i];
        bits[i] = luck == 0 ? likely : luck == 1 ? random.nextBoolean() : probabilities[i] < 99;
        encoder.code(bits[i], probabilities[i]);
      }
      byte[] bytes = encoder.toBytes();
      RangeDecoder decoder = new RangeDecoder(bytes, 0, bytes.length);
      for (int i = 0; i < count; i++) {
        assertThat(decoder.code(false, probabilities[i]))
            .as("seed %d, round %d, bit %d", SEED, round, i)
            .isEqualTo(bits[i]);
      }
      decoder.finish();
    }
  }

  private static int probability(Random random) {
    int probability = 1 + random.nextInt((1 << 16) - 1);
    return switch (random.nextInt(4)) {
      case 0 -> 1 + probability % 8;
      case 1 -> 65535 - probability % 8;
      default -> probability;
    };
  }

  @Test
  void takesAsManyBytesAsTheProbabilitiesSay() {
    Random random = new Random(SEED);
    RangeEncoder encoder = new RangeEncoder();
    double bits = 0;
    for (int i = 0; i < 20_000; i++) {
      int probability = probability(random);
      boolean bit = random.nextInt(1 << 16) < probability;
      bits -= Math.log((bit ? probability : 65536 - probability) / 65536.0) / Math.log(2);
      encoder.code(bit, probability);
    }
    assertThat(encoder.toBytes().length * 8.0).isBetween(bits, bits + 40);
  }

  @Test
  void rawBitsComeBack() throws CorruptTensorException {
    RangeEncoder encoder = new RangeEncoder();
    encoder.raw(0b1011, 4);
    encoder.raw(0, 3);
    encoder.raw(Integer.MAX_VALUE, 31);
    byte[] bytes = encoder.toBytes();
    assertThat(bytes).hasSizeLessThanOrEqualTo(6);
    RangeDecoder decoder = new RangeDecoder(bytes, 0, bytes.length);
    assertThat(decoder.raw(0, 4)).isEqualTo(0b1011);
    assertThat(decoder.raw(0, 3)).isZero();
    assertThat(decoder.raw(0, 31)).isEqualTo(Integer.MAX_VALUE);
    decoder.finish();
  }

  @Test
  void refusesWhatNoEncoderWrites() {
    byte[] bytes = {1, 2, 3, 4, 5, 0};
    assertThatThrownBy(() -> new RangeDecoder(bytes, 0, 5).finish())
        .isInstanceOf(CorruptTensorException.class)
        .hasMessage("1 bytes are left over");
    assertThatThrownBy(() -> new RangeDecoder(bytes, 2, 4).finish())
        .hasMessage("the last coded byte must not be zero");
    assertThatThrownBy(() -> new RangeDecoder(bytes, 2, 3).finish())
        .hasMessage("the end is not the shortest one");
  }

  /** One stream only for the same decisions: no other end of the same length passes. */
  @Test
  void otherEndsAreRefusedOrDecodeToSomethingElse() {
    Random random = new Random(SEED);
    for (int round = 0; round < 300; round++) {
      boolean[] bits = new boolean[random.nextInt(60)];
      RangeEncoder encoder = new RangeEncoder();
      for (int i = 0; i < bits.length; i++) {
        bits[i] = random.nextInt(4) > 0;
        encoder.code(bits[i], 50_000);
      }
      byte[] bytes = encoder.toBytes();
      for (int last = 0; last < 256 && bytes.length > 0; last++) {
        byte[] other = bytes.clone();
        other[other.length - 1] = (byte) last;
        boolean same = Arrays.equals(other, bytes);
        assertThat(decodesTo(other, bits)).as("seed %d, round %d", SEED, round).isEqualTo(same);
      }
    }
  }

  private static boolean decodesTo(byte[] bytes, boolean[] bits) {
    RangeDecoder decoder = new RangeDecoder(bytes, 0, bytes.length);
    for (boolean bit : bits) {
      if (decoder.code(false, 50_000) != bit) {
        return false;
      }
    }
    try {
      decoder.finish();
      return true;
    } catch (CorruptTensorException e) {
      return false;
    }
  }

  /** The tables as FORMAT.md states them, and far enough from ties for any mathematical library. */
  @Test
  void tablesAreTheSameEverywhere() {
    Logistic logistic = new Logistic();
    for (int i = 0; i < 256; i++) {
      assertSafe(4096 * Math.log(1 + i / 256.0));
    }
    for (int i = -176; i <= 176; i++) {
      assertSafe(65536 / (1 + Math.exp(-i / 16.0)));
      double exact = 65536 / (1 + Math.exp(-i / 16.0));
      int x = Math.max(-Logistic.LIMIT, Math.min(Logistic.LIMIT, 16 * i));
      assertThat((double) logistic.probability(x)).isCloseTo(exact, within(exact));
    }
    assertThat(logistic.probability(0)).isEqualTo(32768);
    assertThat(logistic.probability(-100_000)).isEqualTo(1);
    assertThat(logistic.probability(100_000)).isEqualTo(65535);
    assertThat(logistic.logOdds(1 << 21)).isBetween(0, 1);
    assertThat(logistic.logOdds(1)).isEqualTo(-3016);
    assertThat(logistic.logOdds((1 << 22) - 1)).isEqualTo(2306);
    assertThat(logistic.cost(1 << 15)).isEqualTo(2839);
  }

  private static org.assertj.core.data.Offset<Double> within(double exact) {
    return org.assertj.core.data.Offset.offset(0.6 + 0.005 * Math.min(exact, 65536 - exact));
  }

  private static void assertSafe(double value) {
    assertThat(Math.abs(value - Math.floor(value) - 0.5)).isGreaterThan(1e-6);
  }

  @Test
  void logOddsInvertProbabilities() {
    Logistic logistic = new Logistic();
    for (int x = -2800; x <= 2200; x++) {
      int tolerance = 3 + (int) (256 * 1.5 / Math.min(logistic.probability(x), 256));
      assertThat(logistic.logOdds(logistic.probability(x) << 6))
          .as("log odds %d", x)
          .isBetween(x - tolerance - Math.abs(x) / 8, x + tolerance + Math.abs(x) / 8);
    }
  }
}
