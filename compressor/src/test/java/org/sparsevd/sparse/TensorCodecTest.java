package org.sparsevd.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparsevd.tensor.CorruptTensorException;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Tensor;

class TensorCodecTest {
  private static final long SEED = 20170619;

  /** Random shapes and densities, with dead rows and columns. */
  private static Tensor random(Random random) {
    Shape shape =
        random.nextBoolean()
            ? Shape.of(1 + random.nextInt(40), 1 + random.nextInt(60))
            : Shape.of(1 + random.nextInt(9), 1 + random.nextInt(5), 3, 3);
    int columns = shape.size() / shape.dim(0);
    double density = Math.pow(random.nextDouble(), 3);
    boolean[] deadColumns = new boolean[columns];
    for (int c = 0; c < columns; c++) {
      deadColumns[c] = random.nextInt(3) == 0;
    }
    float[] values = new float[shape.size()];
    for (int r = 0; r < shape.dim(0); r++) {
      boolean dead = random.nextInt(3) == 0;
      for (int c = 0; c < columns; c++) {
        boolean zero = dead || deadColumns[c] || random.nextDouble() > density;
        values[r * columns + c] = zero ? 0 : (float) random.nextGaussian();
      }
    }
    return new DenseTensor(shape, values);
  }

  @ParameterizedTest
  @EnumSource(Storage.class)
  void decodesWhatItEncoded(Storage storage) throws CorruptTensorException {
    Random random = new Random(SEED);
    for (int i = 0; i < 200; i++) {
      Tensor tensor = random(random);
      byte[] bytes = TensorCodec.encode(tensor, storage);
      assertThat(TensorCodec.size(tensor, storage)).isEqualTo(bytes.length);
      Tensor decoded = TensorCodec.decode(bytes, tensor.shape(), storage);
      assertThat(decoded.shape()).isEqualTo(tensor.shape());
      assertThat(decoded.toArray())
          .as("seed %d, case %d", SEED, i)
          .containsExactly(tensor.toArray());
      assertThat(TensorCodec.encode(SparseTensor.of(tensor), storage)).isEqualTo(bytes);

      byte[] among = new byte[bytes.length + 7];
      System.arraycopy(bytes, 0, among, 3, bytes.length);
      Tensor slice = TensorCodec.decode(among, 3, bytes.length, tensor.shape(), storage);
      assertThat(slice.toArray()).containsExactly(tensor.toArray());
    }
  }

  @ParameterizedTest
  @EnumSource(Storage.class)
  void keepsEveryBitOfAValue(Storage storage) throws CorruptTensorException {
    float[] values = {
      Float.MIN_VALUE, -Float.MAX_VALUE, Float.NaN, Float.NEGATIVE_INFINITY, 0.1f, 1e-38f
    };
    byte[] bytes = TensorCodec.encode(new DenseTensor(Shape.of(2, 3), values), storage);
    assertThat(TensorCodec.decode(bytes, Shape.of(2, 3), storage).toArray())
        .containsExactly(values);
  }

  @ParameterizedTest
  @EnumSource(Storage.class)
  void refusesDamageWithoutAnyOtherException(Storage storage) {
    Random random = new Random(SEED);
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      Tensor tensor = random(random);
      byte[] bytes = TensorCodec.encode(tensor, storage);
      byte[] damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length + 3));
      for (int flips = random.nextInt(4); flips > 0 && damaged.length > 0; flips--) {
        damaged[random.nextInt(Math.min(damaged.length, 20))] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        Tensor decoded = TensorCodec.decode(damaged, tensor.shape(), storage);
        assertThat(decoded.shape()).isEqualTo(tensor.shape());
      } catch (CorruptTensorException e) {
        assertThat(e.offset()).isBetween(0, damaged.length);
        refused++;
      }
    }
    assertThat(refused).as("seed %d", SEED).isGreaterThan(600);
  }

  @Test
  void hostileShapesTakeNoMemory() {
    Shape tall = Shape.of(Integer.MAX_VALUE, 1);
    Shape wide = Shape.of(1, Integer.MAX_VALUE);
    for (Shape shape : new Shape[] {tall, wide}) {
      for (int first = 0; first < 256; first++) {
        byte[] bytes = {(byte) first, 30, -1, -1, -1, -1, -1, -1};
        for (Storage storage : Storage.values()) {
          assertThatThrownBy(() -> TensorCodec.decode(bytes, shape, storage))
              .isInstanceOf(CorruptTensorException.class);
        }
      }
    }
    assertThatThrownBy(() -> TensorCodec.decode(new byte[0], wide, Storage.CSR))
        .hasMessageContaining("end within the header");
  }

  @Test
  void writesCsrAsSpecified() {
    // Rows {., 1, ., 2}, {., ., ., .}: lengths 2 and 0, gaps 1 and 1, all with parameter 0.
    Tensor tensor = new DenseTensor(Shape.of(2, 4), new float[] {0, 1, 0, 2, 0, 0, 0, 0});
    // Bits, first to last: 1 1 0, 0, 1 0, 1 0.
    assertThat(TensorCodec.encode(tensor, Storage.CSR))
        .startsWith(0, 0, 0b01010011)
        .endsWith(0, 0, (byte) 0x80, 0x3F, 0, 0, 0, 0x40)
        .hasSize(3 + 8);
  }

  @Test
  void writesBitmaskAsSpecified() {
    float[] row = new float[24];
    row[1] = 1;
    row[3] = 2;
    // Column bitmap 0 1 0 1 0 0 0 0, then the mask of two columns: 1 1, 0 0, 0 0.
    assertThat(TensorCodec.encode(new DenseTensor(Shape.of(3, 8), row), Storage.BITMASK))
        .startsWith(2, 0b1010, 0b11)
        .hasSize(3 + 8);
    float[] column = new float[32];
    column[10] = 1;
    column[11] = 2;
    // Row bitmap with bit 5, then the mask of one row: 1 1.
    assertThat(TensorCodec.encode(new DenseTensor(Shape.of(16, 2), column), Storage.BITMASK))
        .startsWith(1, 1 << 5, 0, 0b11)
        .hasSize(4 + 8);
  }

  @Test
  void picksTheSmallest() {
    float[] full = new float[400];
    Arrays.fill(full, 1);
    float[] half = full.clone();
    float[] few = new float[40_000];
    for (int i = 0; i < half.length; i += 2) {
      half[i] = 0;
    }
    for (int i = 0; i < few.length; i += 197) {
      few[i] = i + 1;
    }
    assertThat(TensorCodec.smallest(new DenseTensor(Shape.of(20, 20), full)))
        .isEqualTo(Storage.DENSE);
    assertThat(TensorCodec.smallest(new DenseTensor(Shape.of(20, 20), half)))
        .isEqualTo(Storage.BITMASK);
    assertThat(TensorCodec.smallest(new DenseTensor(Shape.of(200, 200), few)))
        .isEqualTo(Storage.CSR);
  }

  @Test
  void zerosCostTwoBytesAVector() {
    Tensor zeros = new DenseTensor(Shape.of(1, 300), new float[300]);
    assertThat(TensorCodec.size(zeros, TensorCodec.smallest(zeros))).isEqualTo(2);
  }

  /** Positions of a 1 % dense matrix cost at most 8.5 bits each; their entropy is 8.1 bits. */
  @Test
  void positionsStayCloseToTheirEntropy() {
    Random random = new Random(SEED);
    float[] values = new float[300 * 784];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (random.nextInt(100) == 0) {
        values[i] = 1;
        count++;
      }
    }
    long size = TensorCodec.size(new DenseTensor(Shape.of(300, 784), values), Storage.CSR);
    assertThat((size - 4.0 * count) * 8 / count).isBetween(8.0, 9.0);
  }

  @Test
  void dropsStoredZeros() throws CorruptTensorException {
    SparseTensor withZero =
        new SparseTensor(
            Shape.of(1, 4), new int[] {0, 3}, new int[] {0, 2, 3}, new float[] {5, 0, 7});
    byte[] bytes = TensorCodec.encode(withZero, Storage.CSR);
    SparseTensor decoded = (SparseTensor) TensorCodec.decode(bytes, Shape.of(1, 4), Storage.CSR);
    assertThat(decoded.columnIndices()).containsExactly(0, 3);
  }
}
