package org.sparsevd.compress.quantise;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.Pass;
import org.sparsevd.compress.flow.WeightView;
import org.sparsevd.compress.moments.InputMoments;
import org.sparsevd.compress.moments.Inverse;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.Step;

/**
 * Rounds weights to multiples of the steps of {@link RoundWeights}, so that the outputs of each
 * layer change least on calibration data. Column after column is rounded, and the columns that are
 * left and the bias make up for the error (Frantar, Ashkboos, Hoefler and Alistarh, "GPTQ", ICLR
 * 2023). Layers go in the model's order, each on what the rounded ones before it give.
 *
 * <p>Zeros stay zeros. Biases stay float32. Layers that are too wide for {@link InputMoments} and
 * tensors that belong to no layer are rounded value by value.
 *
 * @param progress is told the layers
 */
public record FittedRounding(int bits, Calibration calibration, Consumer<String> progress)
    implements Pass {
  /** Added to the diagonal of the moments, relative to its mean. */
  private static final double DAMPING = 0.01;

  @Override
  public String name() {
    return "round to " + bits + " bits by least squares";
  }

  @Override
  public Model apply(Model model) {
    RoundWeights plain = new RoundWeights(bits, true);
    Model rounded = new RoundWeights(bits, false).apply(model);
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Weighted layer) {
        progress.accept("rounding " + node.name());
        Optional<Step> step = plain.step(layer.weight().toArray());
        if (step.isPresent()) {
          Node fitted = fitted(rounded, node, layer, step.get());
          rounded = rounded.mapNodes(old -> old.name().equals(node.name()) ? fitted : old);
        }
      }
    }
    return rounded;
  }

  private Node fitted(Model model, Node node, Op.Weighted layer, Step step) {
    InputMoments moments = InputMoments.of(model, node, calibration);
    WeightView view = WeightView.of(layer);
    float[] bias = layer.bias().clone();
    if (moments == null) {
      for (int i = 0; i < view.weight().length; i++) {
        view.weight()[i] = nearest(view.weight()[i], step);
      }
    } else {
      for (int group = 0; group * view.rowsPerGroup() < view.rows(); group++) {
        double[][] factor = factor(moments, group, view.columns());
        int first = group * view.rowsPerGroup();
        IntStream.range(first, first + view.rowsPerGroup())
            .parallel()
            .forEach(row -> round(view, bias, row, factor, step));
      }
    }
    Map<Integer, Step> steps = new HashMap<>(Map.of(0, step));
    return node.with(view.with(bias), steps);
  }

  private static float nearest(double value, Step step) {
    return (float) (Math.rint(value / step.size()) * step.size());
  }

  /** Rounds a row from its first column on. */
  private static void round(WeightView view, float[] bias, int row, double[][] factor, Step step) {
    int columns = view.columns();
    double[] left = new double[columns + 1];
    for (int i = 0; i < columns; i++) {
      left[i] = view.weight()[row * columns + i];
    }
    left[columns] = bias[row];
    for (int i = 0; i < columns; i++) {
      int at = row * columns + i;
      float kept = view.weight()[at] == 0 ? 0 : nearest(left[i], step);
      double error = (left[i] - kept) / factor[i][i];
      view.weight()[at] = kept;
      for (int j = i + 1; error != 0 && j <= columns; j++) {
        left[j] -= error * factor[i][j];
      }
    }
    bias[row] = (float) left[columns];
  }

  /**
   * The upper triangle {@code U} with {@code U' U} the inverse of the moments: its row i over its
   * diagonal says how the columns behind i make up for an error in i.
   */
  private static double[][] factor(InputMoments moments, int group, int columns) {
    int size = columns + 1;
    double[][] matrix = new double[size][size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        matrix[i][j] = moments.at(group, i, j);
      }
      sum += i < columns ? matrix[i][i] : 0;
    }
    for (int i = 0; i < size; i++) {
      matrix[i][i] += DAMPING * sum / columns + Double.MIN_NORMAL;
    }
    return upper(Inverse.of(matrix));
  }

  /** Cholesky's factor, transposed. */
  private static double[][] upper(double[][] a) {
    int size = a.length;
    for (int k = 0; k < size; k++) {
      double pivot = Math.sqrt(Math.max(a[k][k], Double.MIN_NORMAL));
      for (int j = k; j < size; j++) {
        a[k][j] /= pivot;
      }
      for (int i = k + 1; i < size; i++) {
        double value = a[k][i];
        for (int j = i; value != 0 && j < size; j++) {
          a[i][j] -= value * a[k][j];
        }
      }
    }
    return a;
  }

  @Override
  public String effect(Model before, Model after) {
    return new RoundWeights(bits, true).effect(before, after);
  }
}
