package org.sparsevd.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Extents against the same arithmetic on numbers. */
class DimTest {
  private static final Map<String, Integer> NONE = Map.of();

  /** An extent, and its number for the numbers that stand for the symbols. */
  private record Pair(Dim dim, long number) {}

  private final Random random = new Random();

  private Pair draw(Map<String, Integer> numbers, int depth) {
    if (depth == 0 || random.nextInt(5) == 0) {
      String symbol = random.nextBoolean() ? "m" : "n";
      long number = random.nextInt(9) - 4;
      return random.nextBoolean()
          ? new Pair(Dim.symbol(symbol), numbers.get(symbol))
          : new Pair(Dim.of(number), number);
    }
    Pair a = draw(numbers, depth - 1);
    Pair b = draw(numbers, depth - 1);
    return switch (random.nextInt(6)) {
      case 0 -> new Pair(a.dim.plus(b.dim), a.number + b.number);
      case 1 -> new Pair(a.dim.minus(b.dim), a.number - b.number);
      case 2 -> new Pair(a.dim.times(b.dim), a.number * b.number);
      case 3 -> new Pair(a.dim.larger(b.dim), Math.max(a.number, b.number));
      case 4 -> new Pair(a.dim.smaller(b.dim), Math.min(a.number, b.number));
      default -> {
        long divisor = 1 + random.nextInt(4);
        yield new Pair(a.dim.dividedBy(divisor), Math.floorDiv(a.number, divisor));
      }
    };
  }

  /** What is known of an extent holds for these numbers, and its text says the same. */
  @RepeatedTest(300)
  void drawnOnes() {
    long seed = new Random().nextLong();
    random.setSeed(seed);
    Map<String, Integer> numbers = Map.of("m", 1 + random.nextInt(5), "n", 1 + random.nextInt(5));
    Pair drawn = draw(numbers, 3);
    String as = "seed " + seed + ": " + drawn.dim + " of " + numbers;
    assertThat(drawn.dim.bind(numbers)).as(as).isEqualTo(Dim.of(drawn.number));
    assertThat(drawn.dim.bind(Map.of("m", numbers.get("m"))).bind(numbers))
        .as(as)
        .isEqualTo(Dim.of(drawn.number));
    assertThat(drawn.dim.least()).as(as).isLessThanOrEqualTo(drawn.number);
    if (drawn.dim.isPositive()) {
      assertThat(drawn.number).as(as).isPositive();
    }
    String text = drawn.dim.toString();
    if (text.length() <= DimParser.MOST_CHARACTERS) {
      assertThat(DimParser.parse(text)).as(as).isEqualTo(drawn.dim);
    }
  }

  @Test
  void whatIsKnownOfTheLargerIsLeftOut() {
    Dim n = Dim.symbol("n");
    assertThat(n.larger(Dim.of(1))).isEqualTo(n);
    assertThat(n.smaller(Dim.of(1))).isEqualTo(Dim.of(1));
    assertThat(n.plus(3).larger(n)).isEqualTo(n.plus(3));
    assertThat(n.smaller(Dim.of(5))).hasToString("-max(n - 5, 0) + n");
    assertThat(n.smaller(Dim.of(5)).plus(n.plus(-5).larger(Dim.of(0)))).isEqualTo(n);
    assertThat(n.larger(Dim.of(4)).isPositive()).isTrue();
    assertThat(n.smaller(Dim.of(4)).isPositive()).isTrue();
    assertThat(Dim.of(4).smaller(n)).isEqualTo(n.smaller(Dim.of(4)));
    assertThat(n.smaller(Dim.of(4)).bind(NONE)).isEqualTo(n.smaller(Dim.of(4)));
  }

  @Test
  void functionsNameNoSymbols() {
    for (String name : new String[] {"floor", "max"}) {
      assertThat(Dim.isFunction(name)).isTrue();
      assertThatThrownBy(() -> Dim.symbol(name)).hasMessageContaining("cannot name a dimension");
    }
    assertThatThrownBy(() -> DimParser.parse("max(n)")).hasMessageContaining("is no dimension");
    assertThatThrownBy(() -> DimParser.parse("max(".repeat(17) + "n" + ", 2)".repeat(17)))
        .hasMessageContaining("is no dimension");
  }

  @Test
  void formulasOfTheSameSymbolsMayAgree() {
    Dim side = Dim.symbol("side");
    Dim rounded = side.plus(1).dividedBy(2).times(2);
    assertThat(side.agreed(side)).isEqualTo(side);
    assertThat(side.agreed(rounded)).isEqualTo(side);
    assertThat(rounded.agreed(side)).isEqualTo(side);
    assertThat(side.agreed(side.plus(1))).isNull();
    assertThat(side.agreed(Dim.symbol("length"))).isNull();
    assertThat(side.agreed(Dim.of(4))).isNull();
    assertThat(Dim.of(4).agreed(Dim.of(5))).isNull();
    // What is cut off has rules of its own.
    assertThat(side.agreed(side.minus(Dim.of(4)).larger(Dim.of(0)))).isNull();
  }
}
