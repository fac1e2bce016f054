package org.sparsevd.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.tensor.CorruptTensorException;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Step;
import org.sparsevd.tensor.Tensor;

class CodedTensorTest {
  private static final long SEED = 2005;

  /** Vectors, matrices and filters of all densities and sizes of symbols, with dead lines. */
  static QuantizedTensor random(Random random) {
    Shape shape =
        switch (random.nextInt(3)) {
          case 0 -> Shape.of(1, 1 + random.nextInt(90));
          case 1 -> Shape.of(1 + random.nextInt(40), 1 + random.nextInt(60));
          default -> Shape.of(1 + random.nextInt(9), 1 + random.nextInt(5), 3, 3);
        };
    int columns = shape.size() / shape.dim(0);
    double density = Math.pow(random.nextDouble(), 3);
    int largest = 1 << random.nextInt(21);
    boolean[] deadColumns = new boolean[columns];
    for (int c = 0; c < columns; c++) {
      deadColumns[c] = random.nextInt(3) == 0;
    }
    int[] symbols = new int[shape.size()];
    for (int r = 0; r < shape.dim(0); r++) {
      boolean dead = random.nextInt(3) == 0;
      for (int c = 0; c < columns; c++) {
        boolean zero = dead || deadColumns[c] || random.nextDouble() > density;
        symbols[r * columns + c] = zero ? 0 : random.nextInt(2 * largest) - largest;
      }
    }
    return QuantizedTensor.of(shape, new Step(random.nextInt(256)), symbols);
  }

  private static ColumnLayout grid(Random random, Shape shape) {
    if (shape.rank() == 4) {
      return ColumnLayout.of(shape.dim(1), 3, 3);
    }
    int width = random.nextInt(shape.dim(1) + 1);
    return new ColumnLayout(width, width == 0 ? 0 : random.nextInt(shape.dim(1) + 1));
  }

  private static void assertSame(QuantizedTensor actual, QuantizedTensor expected, String what) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.toArray()).as(what).containsExactly(expected.toArray());
    if (expected.nonZeros() > 0) {
      assertThat(actual.step()).isEqualTo(expected.step());
    }
  }

  /** From a known step the largest one is told at once, and it is the one that a search finds. */
  @Test
  void knownStepsLeadToTheLargest() {
    Random random = new Random(5);
    for (int round = 0; round < 2000; round++) {
      Step step = new Step(60 + random.nextInt(100));
      int factor = 1 + random.nextInt(100);
      int[] symbols = new int[1 + random.nextInt(12)];
      for (int i = 0; i < symbols.length; i++) {
        symbols[i] = factor * (random.nextInt(9) - 4);
      }
      Tensor tensor = QuantizedTensor.of(Shape.of(1, symbols.length), step, symbols).toTensor();
      QuantizedTensor searched = QuantizedTensor.exact(tensor).orElseThrow();
      QuantizedTensor known = QuantizedTensor.exact(tensor, Optional.of(step)).orElseThrow();
      assertThat(known.step()).as("round %d", round).isEqualTo(searched.step());
      assertThat(known.toArray()).as("round %d", round).containsExactly(searched.toArray());
      Optional<Step> wrong = Optional.of(new Step(random.nextInt(Step.COUNT)));
      assertThat(QuantizedTensor.exact(tensor, wrong).orElseThrow().toTensor().toArray())
          .as("round %d", round)
          .containsExactly(tensor.toArray());
    }
  }

  @Test
  void streamsOfTensorsComeBack() throws CorruptTensorException {
    Random random = new Random(SEED);
    for (int round = 0; round < 200; round++) {
      List<QuantizedTensor> tensors = new ArrayList<>();
      List<ColumnLayout> grids = new ArrayList<>();
      CodedWriter writer = new CodedWriter();
      for (int i = random.nextInt(5); i >= 0; i--) {
        QuantizedTensor tensor = random(random);
        tensors.add(tensor);
        grids.add(grid(random, tensor.shape()));
        writer.add(tensor, grids.get(grids.size() - 1));
      }
      byte[] bytes = writer.toBytes();
      byte[] among = new byte[bytes.length + 9];
      Arrays.fill(among, (byte) -1);
      System.arraycopy(bytes, 0, among, 5, bytes.length);
      CodedReader reader = new CodedReader(among, 5, bytes.length);
      for (int i = 0; i < tensors.size(); i++) {
        QuantizedTensor decoded = reader.next(tensors.get(i).shape(), grids.get(i));
        assertSame(decoded, tensors.get(i), "seed " + SEED + ", round " + round);
      }
      reader.finish();
    }
  }

  @Test
  void extremesComeBack() throws CorruptTensorException {
    int most = QuantizedTensor.LARGEST_SYMBOL;
    for (int[] symbols :
        new int[][] {
          {0}, {most}, {-most, most}, {most, most, most, 1}, {0, 0, 0, 15}, {16, 17, 18, -16}
        }) {
      for (Shape shape : List.of(Shape.of(1, symbols.length), Shape.of(symbols.length, 1))) {
        QuantizedTensor tensor = QuantizedTensor.of(shape, new Step(7), symbols);
        CodedWriter writer = new CodedWriter();
        writer.add(tensor, ColumnLayout.NONE);
        byte[] bytes = writer.toBytes();
        CodedReader reader = new CodedReader(bytes, 0, bytes.length);
        assertSame(reader.next(shape, ColumnLayout.NONE), tensor, Arrays.toString(symbols));
        reader.finish();
      }
    }
  }

  /** Whatever the bytes are: a tensor of the shape or a refusal, and no other exception. */
  @Test
  void damageNeverSurprises() {
    Random random = new Random(SEED);
    int refused = 0;
    for (int round = 0; round < 2000; round++) {
      QuantizedTensor tensor = random(random);
      CodedWriter writer = new CodedWriter();
      writer.add(tensor, grid(random, tensor.shape()));
      byte[] bytes = writer.toBytes();
      byte[] damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length + 3));
      for (int flips = random.nextInt(4); flips > 0 && damaged.length > 0; flips--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      CodedReader reader = new CodedReader(damaged, 0, damaged.length);
      try {
        QuantizedTensor decoded = reader.next(tensor.shape(), grid(random, tensor.shape()));
        assertThat(decoded.toTensor().shape()).isEqualTo(tensor.shape());
        reader.finish();
      } catch (CorruptTensorException e) {
        assertThat(e.offset()).isBetween(0, damaged.length);
        refused++;
      }
    }
    assertThat(refused).as("seed %d", SEED).isGreaterThan(200);
  }

  @Test
  void hostileShapesTakeNoMemory() {
    Random random = new Random(SEED);
    for (Shape shape :
        List.of(
            Shape.of(Integer.MAX_VALUE, 1),
            Shape.of(1, Integer.MAX_VALUE),
            Shape.of(1 << 15, 1 << 15))) {
      for (int round = 0; round < 12; round++) {
        byte[] bytes = new byte[round];
        random.nextBytes(bytes);
        Arrays.fill(bytes, round / 2, round, (byte) -1);
        assertThatThrownBy(() -> drain(new CodedReader(bytes, 0, bytes.length), shape))
            .isInstanceOf(CorruptTensorException.class)
            .hasMessageContaining("more than a stream of this length may have");
      }
    }
  }

  /** As many tensors as the budget allows: a single one might be all zero. */
  private static void drain(CodedReader reader, Shape shape) throws CorruptTensorException {
    for (int i = 0; i < 40; i++) {
      reader.next(shape, ColumnLayout.NONE);
    }
  }

  /** What is far from any pattern costs little more than its entropy. */
  @Test
  void costsCloseToTheEntropy() {
    Random random = new Random(SEED);
    int[] symbols = new int[200 * 300];
    int count = 0;
    for (int i = 0; i < symbols.length; i++) {
      if (random.nextInt(50) == 0) {
        symbols[i] = (random.nextBoolean() ? 1 : -1) * (1 + random.nextInt(4));
        count++;
      }
    }
    CodedWriter writer = new CodedWriter();
    writer.add(QuantizedTensor.of(Shape.of(200, 300), new Step(9), symbols), ColumnLayout.NONE);
    double share = (double) count / symbols.length;
    double nats = -Math.log(share) - (1 - share) / share * Math.log1p(-share) + Math.log(8);
    double bound = count * nats / Math.log(2) / 8;
    assertThat((double) writer.toBytes().length).isBetween(bound, 1.05 * bound + 20);
  }

  /** Clusters in an image cost less when the code knows its width. */
  @Test
  void neighboursInTheImagePay() {
    Random random = new Random(SEED);
    int[] symbols = new int[50 * 784];
    for (int r = 0; r < 50; r++) {
      int y = 2 + random.nextInt(22);
      int x = 2 + random.nextInt(22);
      for (int dy = 0; dy < 4; dy++) {
        for (int dx = 0; dx < 4; dx++) {
          symbols[r * 784 + (y + dy) * 28 + x + dx] = random.nextInt(3) - (r % 2 == 0 ? 0 : 2);
        }
      }
    }
    QuantizedTensor tensor = QuantizedTensor.of(Shape.of(50, 784), new Step(9), symbols);
    CodedWriter plain = new CodedWriter();
    plain.add(tensor, ColumnLayout.NONE);
    CodedWriter image = new CodedWriter();
    image.add(tensor, ColumnLayout.of(1, 28, 28));
    assertThat(image.toBytes().length).isLessThan(plain.toBytes().length * 4 / 5);
  }

  @Test
  void ascendingVectorsAreStoredAsDifferences() {
    Random random = new Random(SEED);
    int[] symbols = random.ints(100, -40, 40).toArray();
    int[] sorted = Arrays.stream(symbols).sorted().toArray();
    int shuffledBytes = size(QuantizedTensor.of(Shape.of(1, 100), new Step(9), symbols));
    int sortedBytes = size(QuantizedTensor.of(Shape.of(1, 100), new Step(9), sorted));
    assertThat(sortedBytes).isLessThan(shuffledBytes / 2);
  }

  private static int size(QuantizedTensor tensor) {
    CodedWriter writer = new CodedWriter();
    writer.add(tensor, ColumnLayout.NONE);
    return writer.toBytes().length;
  }

  @Test
  void stepsAreFineAndExact() {
    for (int i = 1; i < Step.COUNT; i++) {
      float ratio = new Step(i).size() / new Step(i - 1).size();
      assertThat(ratio).isBetween(1.06f, 1.125f);
      assertThat(Step.nearest(new Step(i).size())).isEqualTo(new Step(i));
      double largest = (double) new Step(i).size() * QuantizedTensor.LARGEST_SYMBOL;
      assertThat((double) (float) largest).isEqualTo(largest);
    }
    assertThat(new Step(250).moved(99)).isEqualTo(new Step(255));
    assertThatThrownBy(() -> new Step(256)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Step.nearest(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void quantisedValuesAreRecognised() {
    Random random = new Random(SEED);
    for (int round = 0; round < 200; round++) {
      QuantizedTensor tensor = random(random);
      QuantizedTensor found = QuantizedTensor.exact(tensor.toTensor()).orElseThrow();
      assertThat(found.toTensor().toArray()).containsExactly(tensor.toTensor().toArray());
      assertThat(found.step().index()).isGreaterThanOrEqualTo(tensor.step().index());
    }
    float[] values = {0.1f, 0.25f, 0.7f};
    assertThat(QuantizedTensor.exact(new DenseTensor(Shape.of(1, 3), values))).isEmpty();
    float[] endless = {1, Float.POSITIVE_INFINITY, Float.NaN};
    assertThat(QuantizedTensor.exact(new DenseTensor(Shape.of(1, 3), endless))).isEmpty();
  }

  @Test
  void roundsToTheNearestMultiple() {
    float[] values = {0.1f, -0.26f, 0.7f, 0};
    Step quarter = Step.nearest(0.25);
    assertThat(quarter.size()).isEqualTo(0.25f);
    QuantizedTensor tensor =
        QuantizedTensor.nearest(new DenseTensor(Shape.of(2, 2), values), quarter);
    assertThat(tensor.toArray()).containsExactly(0, -1, 3, 0);
    assertThat(tensor.nonZeros()).isEqualTo(2);
    float[] large = {1e30f};
    assertThatThrownBy(
            () -> QuantizedTensor.nearest(new DenseTensor(Shape.of(1, 1), large), quarter))
        .hasMessageContaining("does not fit the step 0.25");
  }
}
