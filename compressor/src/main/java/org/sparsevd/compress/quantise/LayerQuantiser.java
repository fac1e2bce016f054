package org.sparsevd.compress.quantise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.sparsevd.codec.ColumnLayout;
import org.sparsevd.codec.QuantizedTensor;
import org.sparsevd.codec.SymbolCosts;
import org.sparsevd.compress.moments.InputMoments;
import org.sparsevd.compress.moments.Inverse;
import org.sparsevd.compress.solve.Block;
import org.sparsevd.compress.solve.Feedback;
import org.sparsevd.compress.solve.Rates;
import org.sparsevd.compress.solve.Rounding;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Step;
import org.sparsevd.tensor.Tensor;

/**
 * Rounds one layer to given steps; holds what is the same for all of them. Sparse layers by {@link
 * RowRounding}, each row by its own inverse; denser ones by {@link Rounding}.
 */
final class LayerQuantiser {
  /**
   * Sum of the cubes of the rows' weights. Layers beyond are rounded with one order for all rows of
   * a group, for an inverse of each row would take too long.
   */
  private static final double MOST_WORK = 2e8;

  /** Added to the diagonal of the moments, relative to its mean. */
  private static final double DAMPING = 0.01;

  private static final double BIAS_DAMPING = 1e-6;
  private static final int PASSES = 2;

  /** Layers of more weights are rounded without regard to the rate, which takes memory for each. */
  private static final int MOST_RATED = 1 << 20;

  private final Op.Weighted layer;
  private final ColumnLayout grid;
  private final float[] weights;
  private final int columns;
  private final double[] deviations;
  private final InputMoments moments;
  private final int rowsPerGroup;
  private final int[] places;
  private final double[][][] inverses;
  private final double[] importance;
  private final boolean worthIt;

  /** Of a dense layer, by group: all but the values. */
  private final List<Block> blocks = new ArrayList<>();

  /**
   * A quantiser.
   *
   * @param deviations of the weights
   * @param moments of what the layer reads, or null to round each weight by itself
   */
  LayerQuantiser(Node node, ColumnLayout grid, double[] deviations, InputMoments moments) {
    this.layer = (Op.Weighted) node.op();
    this.grid = grid;
    this.weights = layer.weight().toArray();
    this.columns = layer.weight().columns();
    this.deviations = deviations;
    this.moments = moments;
    this.rowsPerGroup = rows() / (layer instanceof Op.Conv2d conv ? conv.groups() : 1);
    int[] live = new int[weights.length];
    int count = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] != 0) {
        live[count++] = i;
      }
    }
    this.places = Arrays.copyOf(live, count);
    this.inverses = new double[rows()][][];
    this.importance = importance();
    this.worthIt = moments != null && work() <= MOST_WORK;
    for (int row = 0; worthIt && row < rows(); row++) {
      inverses[row] = Inverse.of(damped(row, support(row)));
    }
  }

  private int rows() {
    return layer.weight().rows();
  }

  private double work() {
    double work = 0;
    for (int row = 0; row < rows(); row++) {
      work += Math.pow(support(row).length, 3);
    }
    return work;
  }

  /** Indices of a row's weights that are not zero. */
  private int[] support(int row) {
    int from = firstAt(row * columns);
    int to = firstAt((row + 1) * columns);
    return Arrays.stream(places, from, to).map(place -> place % columns).toArray();
  }

  /** The first of the places that is not before this one. */
  private int firstAt(int place) {
    int found = Arrays.binarySearch(places, place);
    return found < 0 ? -found - 1 : found;
  }

  private double[][] damped(int row, int[] support) {
    int size = support.length + 1;
    int group = row / rowsPerGroup;
    double[][] matrix = new double[size][size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      int from = i < support.length ? support[i] : columns;
      for (int j = 0; j < size; j++) {
        matrix[i][j] = moments.at(group, from, j < support.length ? support[j] : columns);
      }
      sum += i < support.length ? matrix[i][i] : 0;
    }
    for (int i = 0; i < support.length; i++) {
      matrix[i][i] += DAMPING * sum / support.length + Double.MIN_NORMAL;
    }
    matrix[size - 1][size - 1] += BIAS_DAMPING;
    return matrix;
  }

  /**
   * What an error in a row's output costs, in nats over its square: by the deviations of its
   * weights, of which {@code 1 / (2 sigma^2)} is what an error in the weight costs.
   */
  private double[] importance() {
    double[] sums = new double[rows()];
    int[] counts = new int[rows()];
    double all = 0;
    for (int place : places) {
      double log = -Math.log(2 * deviations[place] * deviations[place]);
      double input = moments == null ? 1 : moment(place);
      if (input > 0) {
        double value = log - Math.log(input);
        sums[place / columns] += value;
        counts[place / columns]++;
        all += value;
      }
    }
    int count = Math.max(1, Arrays.stream(counts).sum());
    double[] importance = new double[rows()];
    for (int row = 0; row < rows(); row++) {
      importance[row] = Math.exp(counts[row] == 0 ? all / count : sums[row] / counts[row]);
    }
    return importance;
  }

  private double moment(int place) {
    int column = place % columns;
    return moments.at(place / columns / rowsPerGroup, column, column);
  }

  /** The typical deviation of a weight: the unit of its step. */
  double weightUnit() {
    double sum = 0;
    for (int place : places) {
      sum += Math.log(deviations[place]);
    }
    return places.length == 0 ? 1 : Math.exp(sum / places.length);
  }

  /** What the typical deviation of a weight does to the output: the unit of the bias's step. */
  double biasUnit() {
    double sum = 0;
    int count = 0;
    for (int place : places) {
      double input = moments == null ? 1 : moment(place);
      if (input > 0) {
        sum += Math.log(deviations[place] * Math.sqrt(input));
        count++;
      }
    }
    return count == 0 ? 1 : Math.exp(sum / count);
  }

  /**
   * The layer with weights and bias that are multiples of these steps.
   *
   * @param rate what a nat of the code is worth, in nats of distortion: the larger, the more
   *     weights take a symbol that costs less
   */
  Op.Weighted quantise(Step step, Step biasStep, double rate) {
    Rounded rounded = round(step, biasStep, 0, null);
    for (int pass = 0; places.length <= MOST_RATED && pass < PASSES; pass++) {
      QuantizedTensor before = QuantizedTensor.of(layer.weight().shape(), step, rounded.symbols());
      rounded = round(step, biasStep, rate, SymbolCosts.of(before, grid, places));
    }
    Tensor weight = QuantizedTensor.of(layer.weight().shape(), step, rounded.symbols()).toTensor();
    int[] bias = rounded.bias();
    float[] values = new float[bias.length];
    for (int i = 0; i < bias.length; i++) {
      values[i] = bias[i] * biasStep.size();
    }
    return layer.with(weight, values);
  }

  private record Rounded(int[] symbols, int[] bias) {}

  private Rounded round(Step step, Step biasStep, double rate, SymbolCosts costs) {
    if (moments != null && !worthIt) {
      return together(step, biasStep, rate, costs);
    }
    Rounded rounded = new Rounded(new int[weights.length], new int[rows()]);
    for (int row = 0; row < rows(); row++) {
      int start = row * columns;
      int[] support = support(row);
      RowRounding.Choice choice =
          (i, value, distortion) ->
              cheapest(value / step.size(), distortion, rate, costs, start + support[i]);
      if (inverses[row] == null) {
        for (int i = 0; i < support.length; i++) {
          double value = weights[start + support[i]];
          double sigma = deviations[start + support[i]];
          IntToDoubleFunction distortion =
              symbol -> Math.pow((value - symbol * step.size()) / sigma, 2) / 2;
          rounded.symbols()[start + support[i]] = choice.symbol(i, value, distortion);
        }
        rounded.bias()[row] = symbol(layer.bias()[row] / biasStep.size());
      } else {
        int[] symbols =
            rowRounding(row, support).round(step.size(), biasStep.size(), importance[row], choice);
        for (int i = 0; i < support.length; i++) {
          rounded.symbols()[start + support[i]] = symbols[i];
        }
        rounded.bias()[row] = symbols[support.length];
      }
    }
    return rounded;
  }

  /** Rounds the rows of each group with one order for all of them. */
  private Rounded together(Step step, Step biasStep, double rate, SymbolCosts costs) {
    float[] rounded = weights.clone();
    float[] biases = layer.bias().clone();
    for (int group = 0; group * rowsPerGroup < rows(); group++) {
      if (blocks.size() == group) {
        blocks.add(block(group));
      }
      Block block = blocks.get(group).with(rounded, biases);
      double unit = step.size() * step.size() * block.feedback().meanCost() / 6;
      double worth =
          IntStream.range(0, rowsPerGroup)
              .mapToDouble(r -> importance[block.firstRow() + r])
              .average()
              .orElse(1);
      Rates rates = costs == null ? Rates.NONE : costs::nats;
      new Rounding(step.size(), costs == null ? 0 : rate / worth / unit, rates).accept(block);
    }
    Rounded result = new Rounded(new int[weights.length], new int[rows()]);
    for (int i = 0; i < rounded.length; i++) {
      result.symbols()[i] = symbol(rounded[i] / step.size());
    }
    for (int row = 0; row < rows(); row++) {
      result.bias()[row] = symbol(biases[row] / biasStep.size());
    }
    return result;
  }

  private Block block(int group) {
    double[][] matrix = new double[columns + 1][columns + 1];
    for (int i = 0; i <= columns; i++) {
      for (int j = 0; j <= columns; j++) {
        matrix[i][j] = moments.at(group, i, j);
      }
    }
    InputMoments.damped(matrix, Integer.MAX_VALUE);
    double[][] wanted = new double[rowsPerGroup][columns + 1];
    for (int row = 0; row < rowsPerGroup; row++) {
      for (int i = 0; i < columns; i++) {
        wanted[row][i] = weights[(group * rowsPerGroup + row) * columns + i];
      }
      wanted[row][columns] = layer.bias()[group * rowsPerGroup + row];
    }
    Feedback feedback = Feedback.of(matrix, IntStream.range(0, columns).toArray());
    return new Block(
        weights, layer.bias(), columns, group * rowsPerGroup, 0, matrix, feedback, wanted);
  }

  private RowRounding rowRounding(int row, int[] support) {
    double[] values = new double[support.length + 1];
    for (int i = 0; i < support.length; i++) {
      values[i] = weights[row * columns + support[i]];
    }
    values[support.length] = layer.bias()[row];
    double[][] inverse = new double[inverses[row].length][];
    Arrays.setAll(inverse, i -> inverses[row][i].clone());
    return new RowRounding(values, inverse);
  }

  /** The nearest symbol; below the largest one, so that its neighbours are symbols, too. */
  static int symbol(double value) {
    int most = QuantizedTensor.LARGEST_SYMBOL - 1;
    return (int) Math.rint(Math.max(-most, Math.min(most, value)));
  }

  /** The symbol of the least distortion and rate, among those near the value and zero. */
  private static int cheapest(
      double value, IntToDoubleFunction distortion, double rate, SymbolCosts costs, int place) {
    int nearest = symbol(value);
    if (costs == null) {
      return nearest;
    }
    int sign = value < 0 ? -1 : 1;
    int best = 0;
    double least = distortion.applyAsDouble(0) + rate * costs.nats(place, 0);
    for (int size = Math.max(1, Math.abs(nearest) - 2); size <= Math.abs(nearest) + 1; size++) {
      double cost = distortion.applyAsDouble(sign * size) + rate * costs.nats(place, sign * size);
      if (cost < least) {
        least = cost;
        best = sign * size;
      }
    }
    return best;
  }
}
