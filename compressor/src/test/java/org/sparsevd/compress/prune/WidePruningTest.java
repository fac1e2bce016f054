package org.sparsevd.compress.prune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.CallDistance;
import org.sparsevd.compress.WeightCount;
import org.sparsevd.compress.solve.LayerSolver;
import org.sparsevd.model.Interpreter;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** Pruning of layers that are solved in several blocks of columns. */
class WidePruningTest {
  private static final int ROWS = 4;
  private static final int COLUMNS = LayerSolver.MOST_COLUMNS + 72;
  private static final int INPUTS = 320;

  private Model model;
  private Calibration data;

  /** Inputs of which each number depends on the one before it. */
  @BeforeEach
  void make() {
    Random random = new Random(4);
    float[][] inputs = new float[INPUTS][COLUMNS];
    for (float[] input : inputs) {
      for (int i = 0; i < COLUMNS; i++) {
        input[i] = (float) random.nextGaussian() * 0.4f + (i == 0 ? 0 : 0.9f * input[i - 1]);
      }
    }
    float[] weight = new float[ROWS * COLUMNS];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextGaussian();
    }
    model =
        new Model.Chain("wide", Shape.of(COLUMNS))
            .add(
                "a",
                new Op.Dense(
                    new DenseTensor(Shape.of(ROWS, COLUMNS), weight), new float[] {1, 0, -1, 2}))
            .build();
    data =
        new Calibration() {
          @Override
          public Score score(Model any) {
            return new Score(0, 0);
          }

          @Override
          public float[][] outputs(Model any) {
            Interpreter interpreter = new Interpreter(any);
            return Arrays.stream(inputs).map(interpreter::run).toArray(float[][]::new);
          }
        };
  }

  private static float[] weights(Model pruned) {
    return pruned.weights().get("a").toArray();
  }

  @Test
  void whatOneBlockLosesTheNextMakesUpFor() {
    Model byMagnitude = MagnitudePruning.layerwise(model, 0.7).apply(model);
    Model bySquares = LeastSquaresPruning.layerwise(0.7, data).apply(model);
    assertThat(WeightCount.of(bySquares).nonZero())
        .isEqualTo(WeightCount.of(byMagnitude).nonZero());
    assertThat(CallDistance.of(model, bySquares, data))
        .isLessThan(0.1 * CallDistance.of(model, byMagnitude, data));
  }

  @Test
  void everyBlockGivesItsShareOfZeros() {
    float[] weight = weights(LeastSquaresPruning.layerwise(0.7, data).apply(model));
    int[] zeros = new int[2];
    for (int i = 0; i < weight.length; i++) {
      zeros[i % COLUMNS * 2 / COLUMNS] += weight[i] == 0 ? 1 : 0;
    }
    int half = weight.length / 2;
    assertThat(zeros[0]).isBetween((int) (0.65 * half), (int) (0.75 * half));
    assertThat(zeros[0] + zeros[1]).isEqualTo((int) (0.7 * weight.length));
  }

  @Test
  void patternsHoldAcrossBlocks() {
    float[] weight = weights(LeastSquaresPruning.groups(new GroupPruning(1, 4), data).apply(model));
    for (int group = 0; group < weight.length; group += 4) {
      int kept = 0;
      for (int i = group; i < group + 4; i++) {
        kept += weight[i] == 0 ? 0 : 1;
      }
      assertThat(kept).as("group at %d", group).isEqualTo(1);
    }
    WeightBlock block = new WeightBlock(4, 1);
    weight = weights(LeastSquaresPruning.blocks(block, 0.8, data).apply(model));
    int dead = 0;
    for (int i = 0; i < COLUMNS; i++) {
      int zeros = 0;
      for (int row = 0; row < ROWS; row++) {
        zeros += weight[row * COLUMNS + i] == 0 ? 1 : 0;
      }
      assertThat(zeros).as("column %d", i).isIn(0, ROWS);
      dead += zeros / ROWS;
    }
    assertThat(dead).isEqualTo((int) (0.8 * COLUMNS));
  }
}
