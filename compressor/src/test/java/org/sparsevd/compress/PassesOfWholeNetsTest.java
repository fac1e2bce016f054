package org.sparsevd.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/** The passes keep what random nets of whole shapes compute, and find what is dead in them. */
class PassesOfWholeNetsTest {
  private static final int CASES = 240;

  @Test
  void removeDeadUnitsKeepsTheFunction() {
    long units = 0;
    long hidden = 0;
    long columns = 0;
    long heads = 0;
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      Model before = WholeNets.next(random);
      Model after = new RemoveDeadUnits().apply(before);
      check("seed " + seed, before, after, random);
      assertThat(WeightCount.of(new RemoveDeadUnits().apply(after)))
          .as("seed %d", seed)
          .isEqualTo(WeightCount.of(after));
      units += WeightCount.of(before).units() - WeightCount.of(after).units();
      hidden += hidden(before) - hidden(after);
      columns += columns(before) - columns(after);
      heads += heads(before) - heads(after);
    }
    assertThat(units).isGreaterThan(CASES);
    assertThat(hidden).isGreaterThan(CASES / 20);
    assertThat(columns).isGreaterThan(CASES / 20);
    assertThat(heads).isGreaterThan(CASES / 40);
  }

  @Test
  void constantsBehindLayersMergeIntoThem() {
    int merged = 0;
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      Model before = WholeNets.next(random);
      Model after = new FoldAffine().apply(before);
      check("seed " + seed, before, after, random);
      merged += before.nodes().size() - after.nodes().size();
    }
    assertThat(merged).isGreaterThan(CASES / 20);
  }

  @Test
  void theWholeCompressorKeepsTheFunction() {
    for (int seed = 0; seed < CASES / 3; seed++) {
      Random random = new Random(seed);
      Model before = WholeNets.next(random);
      check("seed " + seed, before, Compressor.compress(before).model(), random);
    }
  }

  private static void check(String description, Model before, Model after, Random random) {
    assertThat(after.symbols()).as(description).isEqualTo(before.symbols());
    for (int run = 1; run <= 2; run++) {
      Map<String, Integer> numbers = Map.of("batch", run, "sequence", 1 + run);
      Model bound = before.bind(numbers);
      Map<String, float[]> input = WholeNets.input(random, bound);
      Map<String, float[]> values = new Interpreter(bound).values(input);
      float[] expected = values.get(bound.output());
      Model smaller = after.bind(numbers);
      float[] actual = new Interpreter(smaller).values(input).get(smaller.output());
      double largest = 1;
      for (float[] value : values.values()) {
        for (float x : value) {
          largest = Math.max(largest, Math.abs(x));
        }
      }
      assertThat(actual).as(description).hasSameSizeAs(expected);
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) actual[i])
            .as("%s, output %d", description, i)
            .isCloseTo(expected[i], within(2e-5 * largest));
      }
    }
  }

  private static long hidden(Model model) {
    long units = 0;
    for (Node node : model.nodes()) {
      units += node.op() instanceof Op.Recurrent layer ? layer.vectors().columns() : 0;
    }
    return units;
  }

  private static long heads(Model model) {
    long heads = 0;
    for (Node node : model.nodes()) {
      heads += node.op() instanceof Op.Attention attention ? attention.heads() : 0;
    }
    return heads;
  }

  /** Of the table. */
  private static long columns(Model model) {
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Gather && model.inputs().get(0).type().isWhole()) {
        return model.shape(node.inputs().get(0)).dim(1);
      }
    }
    return 0;
  }
}
