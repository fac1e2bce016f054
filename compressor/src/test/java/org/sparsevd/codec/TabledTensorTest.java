package org.sparsevd.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparsevd.codec.tabled.TabledRates;
import org.sparsevd.tensor.CorruptTensorException;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;
import org.sparsevd.tensor.Step;
import org.sparsevd.tensor.Tensor;

class TabledTensorTest {
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  /** Weights whose rows and columns differ in size; columns may lean to one sign. */
  private QuantizedTensor weights(int rows, int columns, double size, double lean) {
    double[] ofRow = random.doubles(rows, 0.4, 2).toArray();
    double[] ofColumn = random.doubles(columns, 0.5, 1.8).toArray();
    double[] leans = random.doubles(columns, -lean, lean + 1e-9).toArray();
    int[] symbols = new int[rows * columns];
    for (int i = 0; i < symbols.length; i++) {
      int column = i % columns;
      double unit = size * ofRow[i / columns] * ofColumn[column];
      symbols[i] = (int) Math.rint(unit * (random.nextGaussian() + leans[column]));
    }
    return QuantizedTensor.of(Shape.of(rows, columns), new Step(120), symbols);
  }

  /** The last ones are two blocks, of which the second has what is left over, and one column. */
  @ParameterizedTest
  @CsvSource({"256,256,1.5", "16,4096,0.05", "4096,16,300", "65,1024,2e4", "2100,1000,0.2"})
  void readsWhatItWrote(int rows, int columns, double size) throws CorruptTensorException {
    QuantizedTensor tensor = weights(rows, columns, size, 0.5);
    byte[] bytes = TabledTensor.encode(tensor);
    byte[] padded = new byte[bytes.length + 7];
    System.arraycopy(bytes, 0, padded, 3, bytes.length);
    TabledTensor read = TabledTensor.decode(padded, 3, bytes.length, tensor.shape());
    assertThat(read.step()).isEqualTo(tensor.step());
    assertThat(read.tensor().toArray()).as("seed %d", seed).isEqualTo(tensor.toTensor().toArray());
    boolean sparse = 2 * tensor.nonZeros() < rows * columns;
    assertThat(read.tensor()).isInstanceOf(sparse ? SparseTensor.class : DenseTensor.class);
  }

  @Test
  void readsSymbolsOfAllSizesAndZerosOnly() throws CorruptTensorException {
    int[] symbols = new int[256 * 256];
    for (int i = 0; i < symbols.length; i += 2) {
      int most = 1 + (QuantizedTensor.LARGEST_SYMBOL >> i % 21);
      symbols[i] = random.nextInt(2 * most + 1) - most;
      symbols[i] = Math.min(QuantizedTensor.LARGEST_SYMBOL, symbols[i]);
    }
    for (int[] each : new int[][] {symbols, new int[symbols.length]}) {
      Shape shape = Shape.of(256, 256);
      QuantizedTensor tensor = QuantizedTensor.of(shape, new Step(3), each);
      byte[] bytes = TabledTensor.encode(tensor);
      Tensor read = TabledTensor.decode(bytes, 0, bytes.length, shape).tensor();
      assertThat(read.toArray()).as("seed %d", seed).isEqualTo(tensor.toTensor().toArray());
    }
  }

  @Test
  void takesAboutWhatContextsTake() {
    for (double lean : new double[] {0, 0.7}) {
      QuantizedTensor tensor = weights(512, 512, 1.2, lean);
      double coded = CodedSize.of(tensor, ColumnLayout.NONE).total();
      double tabled = CodedSize.inLargeFile(tensor, ColumnLayout.NONE).total();
      assertThat(tabled / coded).as("seed %d", seed).isBetween(0.95, 1.01);
    }
  }

  @Test
  void ratesAddUpToTheSize() {
    QuantizedTensor tensor = weights(512, 512, 1.5, 0.7);
    int[] symbols = tensor.toArray();
    TabledRates rates = TabledRates.of(symbols, 512, 512);
    double nats = 0;
    for (int i = 0; i < symbols.length; i++) {
      nats += rates.nats(i, symbols[i]);
    }
    double size = CodedSize.inLargeFile(tensor, ColumnLayout.NONE).total();
    assertThat(nats / Math.log(2) / size).as("seed %d", seed).isBetween(0.97, 1.0);
  }

  @Test
  void smallAndSparseTensorsAreNotLarge() {
    float[] values = new float[1 << 21];
    Arrays.fill(values, 0, 1 << 16, 1);
    assertThat(TabledTensor.isLarge(tensor(1 << 10, 1 << 10, values))).isTrue();
    assertThat(TabledTensor.isLarge(tensor(1 << 10, 1 << 11, values))).isFalse();
    assertThat(TabledTensor.isLarge(tensor(8, 1 << 16, values))).isFalse();
    values[0] = 0;
    assertThat(TabledTensor.isLarge(tensor(1 << 10, 1 << 10, values))).isFalse();
  }

  private static Tensor tensor(int rows, int columns, float[] values) {
    return new DenseTensor(Shape.of(rows, columns), Arrays.copyOf(values, rows * columns));
  }

  @Test
  void refusesWhatIsCutOffOrGoesOn() {
    byte[] bytes = TabledTensor.encode(weights(256, 256, 1, 0));
    refuse("is cut off", Arrays.copyOf(bytes, bytes.length - 1));
    refuse("1 bytes are left over", Arrays.copyOf(bytes, bytes.length + 1));
    refuse("there is no step", new byte[0]);
    refuse("the length of a block is no number", Arrays.copyOf(bytes, 1));
    assertThatThrownBy(() -> TabledTensor.decode(bytes, 0, bytes.length, Shape.of(255, 256)))
        .isInstanceOf(CorruptTensorException.class)
        .hasMessage("a matrix of this size is not tabled");
  }

  private static void refuse(String message, byte[] bytes) {
    assertThatThrownBy(() -> TabledTensor.decode(bytes, 0, bytes.length, Shape.of(256, 256)))
        .isInstanceOf(CorruptTensorException.class)
        .hasMessageContaining(message);
  }

  /** Whatever the damage, it is told, or it is other symbols. */
  @Test
  void damagedBytesAreRefusedOrReadToTheEnd() {
    byte[] bytes = TabledTensor.encode(weights(256, 256, 0.2, 0.5));
    int refused = 0;
    int trials = 60;
    for (int trial = 0; trial < trials; trial++) {
      byte[] damaged = bytes.clone();
      int most = trial % 2 == 0 ? 400 : damaged.length;
      for (int i = 0; i < 1 + trial % 3; i++) {
        damaged[random.nextInt(most)] = (byte) random.nextInt(256);
      }
      try {
        TabledTensor.decode(damaged, 0, damaged.length, Shape.of(256, 256));
      } catch (CorruptTensorException e) {
        assertThat(e.offset()).as("seed %d", seed).isBetween(0, damaged.length);
        refused++;
      }
    }
    assertThat(refused).as("seed %d", seed).isGreaterThan(trials / 2);
  }
}
