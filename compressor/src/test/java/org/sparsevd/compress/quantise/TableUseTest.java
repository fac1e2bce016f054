package org.sparsevd.compress.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.Walk;
import org.sparsevd.compress.weight.WeightTensor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.ElementType;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.Step;

/** Rows of tables by how often they are looked up. */
class TableUseTest {
  private static final int ROWS = 512;
  private static final int COLUMNS = 256;

  /** Of the first rows every one is looked up, of the others none. */
  private static final int SEEN = 32;

  private static DenseTensor table(long seed) {
    Random random = new Random(seed);
    float[] values = new float[ROWS * COLUMNS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new DenseTensor(Shape.of(ROWS, COLUMNS), values);
  }

  /** A table of words, and what else reads it. */
  private static Model model(Node... others) {
    List<Node> nodes = new ArrayList<>();
    nodes.add(new Node("table", new Op.Constant(ElementType.FLOAT, table(1)), List.of()));
    nodes.add(new Node("rows", new Op.Gather(0), List.of("table", "ids")));
    nodes.addAll(List.of(others));
    return new Model(
        "words",
        List.of(new Model.Input("ids", ElementType.INT64, Shape.of(4))),
        nodes,
        List.of(new Model.Output("rows", nodes.get(nodes.size() - 1).name())),
        false,
        Map.of());
  }

  /** Calls that look up these rows. */
  private static Calibration calls(float[]... ids) {
    return new Calibration() {
      @Override
      public Score score(Model any) {
        return new Score(0, 0);
      }

      @Override
      public float[][] outputs(Model any) {
        throw new AssertionError("nothing is computed");
      }

      @Override
      public Walk walk() {
        return (any, value) ->
            Arrays.stream(ids).map(call -> new Walk.Seen(call, Shape.of(call.length))).toList();
      }
    };
  }

  @Test
  void rowsWeighByTheirCountsAndAlittleWithout() {
    Calibration calls = calls(new float[] {0, 0, 3, -1}, new float[] {0, 3, ROWS, 7});
    double[] use = TableUse.of(model(), calls).get("table");
    double mean = 7.0 / ROWS;
    assertThat(use[1]).isEqualTo(0.25);
    assertThat(use[0]).isCloseTo(0.25 + 0.75 * 3 / mean, within(1e-9));
    assertThat(use[3]).isCloseTo(0.25 + 0.75 * 2 / mean, within(1e-9));
    assertThat(use[ROWS - 1]).isCloseTo(0.25 + 0.75 / mean, within(1e-9));
    assertThat(Arrays.stream(use).average().orElseThrow()).isCloseTo(1, within(1e-9));
  }

  @Test
  void ofATableThatIsReadOtherwiseNothingIsKnown() {
    Node negative = new Node("negative", new Op.Transpose(List.of(1, 0)), List.of("table"));
    assertThat(TableUse.of(model(negative), calls(new float[] {1, 2, 3, 4}))).isEmpty();
  }

  @Test
  void rareRowsAreCoarseAndFrequentOnesFine() {
    double[] use = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      use[row] = 0.25 + (row < SEEN ? 0.75 * ROWS / SEEN : 0);
    }
    Step step = Step.nearest(0.8);
    Node node = model().nodes().get(0);
    float[] exact = ((Op.Constant) node.op()).values().toArray();
    double[] alike = losses(exact, rounded(node, step, null));
    double[] weighed = losses(exact, rounded(node, step, use));
    assertThat(weighed[0]).isLessThan(0.5 * alike[0]);
    assertThat(weighed[1]).isBetween(1.5 * alike[1], 6 * alike[1]);
  }

  private static float[] rounded(Node node, Step step, double[] use) {
    return FittedRounding.alone(new WeightTensor(node, 0), step, 0.5, use)
        .orElseThrow()
        .tensor()
        .toArray();
  }

  /** Mean squares of errors: of rows that are looked up, and of the others. */
  private static double[] losses(float[] exact, float[] found) {
    double[] losses = new double[2];
    for (int i = 0; i < exact.length; i++) {
      boolean seen = i / COLUMNS < SEEN;
      losses[seen ? 0 : 1] +=
          Math.pow(exact[i] - found[i], 2) / (seen ? SEEN : ROWS - SEEN) / COLUMNS;
    }
    return losses;
  }
}
