package org.sparsevd.compress.solve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparsevd.compress.Walk;
import org.sparsevd.compress.moments.LayerInputs;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Shape;

/** Layers that were worked on, by what they give for the lines that they were looked at on. */
class LayerSolverTest {
  private static final double STEP = 0.5;

  private final Random random = new Random(12);

  private float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private Op.Dense dense(int rows, int columns) {
    return new Op.Dense(
        new DenseTensor(Shape.of(rows, columns), numbers(rows * columns)), numbers(rows));
  }

  /** Lines whose numbers depend on each other. */
  private float[] lines(int count, int columns) {
    float[] lines = numbers(count * columns);
    for (int i = 1; i < lines.length; i++) {
      lines[i] = 0.9f * lines[i - 1] + 0.4f * lines[i];
    }
    return lines;
  }

  private static LayerInputs inputs(Op.Weighted layer, float[] lines, Shape shape) {
    return LayerInputs.of(layer, List.of(new Walk.Seen(lines, shape)), 200);
  }

  /** Mean square of what an output is off by. */
  private static double error(Op.Weighted had, float[] before, Op.Weighted has, float[] now) {
    int columns = had.weight().columns();
    float[] a = had.weight().toArray();
    float[] b = has.weight().toArray();
    double sum = 0;
    for (int line = 0; line < now.length / columns; line++) {
      for (int row = 0; row < had.weight().rows(); row++) {
        double off = had.bias()[row] - has.bias()[row];
        for (int i = 0; i < columns; i++) {
          off += a[row * columns + i] * before[line * columns + i];
          off -= b[row * columns + i] * now[line * columns + i];
        }
        sum += off * off;
      }
    }
    return sum;
  }

  private static Op.Weighted nearest(Op.Weighted layer) {
    float[] weight = layer.weight().toArray();
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) (Math.rint(weight[i] / STEP) * STEP);
    }
    return layer.with(new DenseTensor(layer.weight().shape(), weight), layer.bias());
  }

  private static void areMultiples(Op.Weighted layer) {
    for (float value : layer.weight().toArray()) {
      assertThat(value / STEP % 1).isZero();
    }
  }

  @Test
  void noOtherSymbolIsBetter() {
    Op.Dense layer = dense(3, 20);
    float[] lines = lines(500, 20);
    LayerInputs inputs = inputs(layer, lines, Shape.of(500, 20));
    LayerSolver solver = new LayerSolver(layer, inputs, inputs);
    Op.Weighted rounded = solver.solve(layer, new Rounding(STEP, 0, Rates.NONE));
    areMultiples(rounded);
    double best = error(layer, lines, rounded, lines);
    assertThat(best).isLessThan(0.3 * error(layer, lines, nearest(layer), lines));
    int better = 0;
    for (int i = 0; i < 60; i++) {
      for (float change : new float[] {(float) STEP, (float) -STEP}) {
        float[] other = rounded.weight().toArray();
        other[i] += change;
        Op.Weighted moved = layer.with(new DenseTensor(Shape.of(3, 20), other), rounded.bias());
        better += error(layer, lines, moved, lines) < 0.999 * best ? 1 : 0;
      }
    }
    // Two sweeps need not end where no weight moves any more.
    assertThat(better).isLessThan(6);
  }

  @Test
  void whatLayersBeforeHaveLostIsMadeUpFor() {
    Op.Dense layer = dense(4, 12);
    float[] before = lines(600, 12);
    float[] now = before.clone();
    for (int i = 0; i < now.length; i++) {
      now[i] = i % 3 == 0 ? 0.5f * now[i] : now[i];
    }
    Shape shape = Shape.of(600, 12);
    LayerSolver solver =
        new LayerSolver(layer, inputs(layer, before, shape), inputs(layer, now, shape));
    Op.Weighted rounded = solver.solve(layer, new Rounding(STEP / 32, 0, Rates.NONE));
    assertThat(error(layer, before, rounded, now))
        .isLessThan(0.01 * error(layer, before, layer, now));
  }

  @Test
  void zerosStayAndRatesMakeMore() {
    Op.Dense full = dense(4, 30);
    float[] weight = full.weight().toArray();
    for (int i = 0; i < weight.length; i += 3) {
      weight[i] = 0;
    }
    Op.Weighted layer = full.with(new DenseTensor(Shape.of(4, 30), weight), full.bias());
    float[] lines = lines(400, 30);
    LayerInputs inputs = inputs(layer, lines, Shape.of(400, 30));
    LayerSolver solver = new LayerSolver(layer, inputs, inputs);
    Op.Weighted free = solver.solve(layer, new Rounding(STEP, 0, Rates.NONE));
    Rates rates = (place, symbol) -> 2 * Math.abs(symbol);
    Op.Weighted rated = solver.solve(layer, new Rounding(STEP, 1, rates));
    for (int i = 0; i < weight.length; i += 3) {
      assertThat(rated.weight().toArray()[i]).isZero();
      assertThat(free.weight().toArray()[i]).isZero();
    }
    assertThat(rated.weight().nonZeros()).isLessThan(free.weight().nonZeros());
    areMultiples(rated);
  }

  @Test
  void wideLayersGoInBlocks() {
    int columns = LayerSolver.MOST_COLUMNS + 60;
    Op.Dense layer = dense(2, columns);
    float[] lines = lines(300, columns);
    LayerInputs inputs = inputs(layer, lines, Shape.of(300, columns));
    LayerSolver solver = new LayerSolver(layer, inputs, inputs);
    Op.Weighted rounded = solver.solve(layer, new Rounding(STEP, 0, Rates.NONE));
    areMultiples(rounded);
    assertThat(error(layer, lines, rounded, lines))
        .isLessThan(0.2 * error(layer, lines, nearest(layer), lines));
  }

  @Test
  void groupsOfFiltersReadTheirOwnChannels() {
    Window window = Window.square(3, 1);
    Op.Conv2d layer =
        new Op.Conv2d(new DenseTensor(Shape.of(4, 1, 3, 3), numbers(36)), numbers(4), window, 2);
    float[] images = numbers(10 * 2 * 6 * 6);
    for (int i = 0; i < images.length; i++) {
      images[i] = i / 36 % 5 - 2 + 0.3f * images[i];
    }
    LayerInputs inputs = inputs(layer, images, Shape.of(10, 2, 6, 6));
    assertThat(inputs.groups()).isEqualTo(2);
    assertThat(inputs.columns()).isEqualTo(9);
    LayerSolver solver = new LayerSolver(layer, inputs, inputs);
    Op.Weighted rounded = solver.solve(layer, new Rounding(STEP, 0, Rates.NONE));
    areMultiples(rounded);
    double had = 0;
    double has = 0;
    for (int group = 0; group < 2; group++) {
      double[][] moments = inputs.moments(group, 0, 9);
      for (int row = 2 * group; row < 2 * group + 2; row++) {
        had += cost(moments, layer, nearest(layer), row);
        has += cost(moments, layer, rounded, row);
      }
    }
    assertThat(has).isLessThan(0.8 * had);
  }

  private static double cost(double[][] moments, Op.Weighted had, Op.Weighted has, int row) {
    double[] off = new double[10];
    for (int i = 0; i < 9; i++) {
      off[i] = had.weight().toArray()[row * 9 + i] - has.weight().toArray()[row * 9 + i];
    }
    off[9] = had.bias()[row] - has.bias()[row];
    double cost = 0;
    for (int i = 0; i < 10; i++) {
      for (int j = 0; j < 10; j++) {
        cost += off[i] * moments[i][j] * off[j];
      }
    }
    return cost;
  }
}
