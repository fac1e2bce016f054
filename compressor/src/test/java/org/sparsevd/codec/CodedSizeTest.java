package org.sparsevd.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Step;

class CodedSizeTest {
  private static final long SEED = 2006;
  private static final ColumnLayout IMAGE = new ColumnLayout(10, 0);

  /** 40 x 100, one in ten live, in one corner of the columns. */
  private static QuantizedTensor tensor(Random random) {
    int[] symbols = new int[40 * 100];
    for (int i = 0; i < symbols.length; i++) {
      boolean live = i % 100 < 60 && random.nextInt(6) == 0;
      symbols[i] = live ? random.nextInt(9) - 4 : 0;
    }
    return QuantizedTensor.of(Shape.of(40, 100), new Step(100), symbols);
  }

  @Test
  void isWhatAnEncoderWrites() {
    Random random = new Random(SEED);
    for (int round = 0; round < 20; round++) {
      QuantizedTensor tensor = CodedTensorTest.random(random);
      CodedWriter writer = new CodedWriter();
      writer.add(tensor, ColumnLayout.NONE);
      double bits = 8.0 * writer.toBytes().length;
      assertThat(CodedSize.of(tensor, ColumnLayout.NONE).total())
          .as("round %d, seed %d", round, SEED)
          .isCloseTo(bits, within(34 + 0.01 * bits));
    }
  }

  @Test
  void contextsBeatTheEntropyOfSymbolsByThemselves() {
    CodedSize size = CodedSize.of(tensor(new Random(SEED)), IMAGE);
    assertThat(size.total()).isLessThan(size.entropy() * 1.1);
    assertThat(size.entropy()).isPositive();
  }

  @Test
  void costsOfTheSymbolsThatAreThereAddUpToTheSize() {
    QuantizedTensor tensor = tensor(new Random(SEED));
    int[] symbols = tensor.toArray();
    int[] all = new int[symbols.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    SymbolCosts costs = SymbolCosts.of(tensor, IMAGE, all);
    double nats = 0;
    for (int i = 0; i < all.length; i++) {
      nats += costs.nats(i, symbols[i]);
      assertThat(costs.nats(i, 9)).isGreaterThan(costs.nats(i, 0));
    }
    CodedSize size = CodedSize.of(tensor, IMAGE);
    assertThat(nats / Math.log(2))
        .isCloseTo(size.positions() + size.signs() + size.magnitudes(), within(1e-3 * nats));
  }
}
