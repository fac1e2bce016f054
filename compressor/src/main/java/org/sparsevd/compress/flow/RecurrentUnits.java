package org.sparsevd.compress.flow;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.loop.Activation;
import org.sparsevd.model.loop.Cell;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Tensor;

/**
 * The hidden units of a recurrent layer. A unit has a row for each gate in both matrices, and a
 * column of the recurrent one, by which units read each other.
 */
record RecurrentUnits(Op.Recurrent op) {
  private static final Set<Activation> KEEP_ZERO =
      EnumSet.of(
          Activation.TANH,
          Activation.RELU,
          Activation.SOFTSIGN,
          Activation.ELU,
          Activation.LEAKY_RELU);

  private int hidden() {
    return op.vectors().columns();
  }

  private int gates() {
    return op.kind().cell().gates();
  }

  /**
   * Whether a unit is in a set of indices of the output, which may have those of the cells, too.
   */
  private boolean isIn(boolean[] out, int unit) {
    return out[unit] || op.cells() && out[hidden() + unit];
  }

  /** Adds the units that those of the set read from the step before. */
  void addRead(boolean[] out) {
    float[] recurrent = op.recurrent().toArray();
    int hidden = hidden();
    boolean grows = true;
    while (grows) {
      grows = false;
      for (int row = 0; row < op.recurrent().rows(); row++) {
        for (int j = 0; isIn(out, row % hidden) && j < hidden; j++) {
          if (recurrent[row * hidden + j] != 0 && !isIn(out, j)) {
            out[j] = true;
            grows = true;
          }
        }
      }
    }
    tieCells(out);
  }

  /** Where hidden states are followed by cells', both of a unit are there or none. */
  boolean tieCells(boolean[] out) {
    boolean changed = false;
    for (int unit = 0; op.cells() && unit < hidden(); unit++) {
      changed |= out[unit] != out[hidden() + unit];
      out[unit] = isIn(out, unit);
      out[hidden() + unit] = out[unit];
    }
    return changed;
  }

  /** Marks the inputs that units of the set read. */
  void markColumns(boolean[] out, boolean[] in) {
    float[] weight = op.weight().toArray();
    for (int row = 0; row < op.weight().rows(); row++) {
      for (int i = 0; isIn(out, row % hidden()) && i < in.length; i++) {
        in[i] |= weight[row * in.length + i] != 0;
      }
    }
  }

  /**
   * Notes the units whose state is zero at every step: nothing leads to what may enter it, and it
   * begins with zero.
   */
  void zeros(Map<String, float[][]> constants, Node node, float[] y) {
    boolean lstm = op.kind().cell() == Cell.LSTM;
    Activation entering = op.kind().cell() == Cell.RNN ? op.f() : op.g();
    if (!KEEP_ZERO.contains(entering) || lstm && !KEEP_ZERO.contains(op.h())) {
      return;
    }
    for (int unit = 0; unit < hidden(); unit++) {
      boolean zero = nothingEnters((gates() - 1) * hidden() + unit);
      for (String state : node.inputs().subList(1, node.inputs().size())) {
        zero &= constants.get(state)[1][unit] == 0;
      }
      y[unit] = zero ? 0 : y[unit];
      if (op.cells()) {
        y[hidden() + unit] = y[unit];
      }
    }
  }

  private boolean nothingEnters(int row) {
    float[] vectors = op.vectors().toArray();
    return vectors[row] == 0
        && vectors[gates() * hidden() + row] == 0
        && isZero(op.weight(), row)
        && isZero(op.recurrent(), row);
  }

  private static boolean isZero(Tensor matrix, int row) {
    float[] values = matrix.toArray();
    for (int i = row * matrix.columns(); i < (row + 1) * matrix.columns(); i++) {
      if (values[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Constant inputs moved into the biases, and no weights where zeros are read. */
  Node folded(Node node, float[] x, float[] units) {
    float[] weight = op.weight().toArray();
    float[] recurrent = op.recurrent().toArray();
    float[] vectors = op.vectors().toArray();
    boolean changed = false;
    for (int row = 0; row < op.weight().rows(); row++) {
      double sum = vectors[row];
      for (int i = 0; i < x.length; i++) {
        int at = row * x.length + i;
        if (weight[at] != 0 && !Float.isNaN(x[i])) {
          sum += (double) weight[at] * x[i];
          weight[at] = 0;
          changed = true;
        }
      }
      vectors[row] = (float) sum;
      for (int j = 0; j < hidden(); j++) {
        int at = row * hidden() + j;
        if (recurrent[at] != 0 && units[j] == 0) {
          recurrent[at] = 0;
          changed = true;
        }
      }
    }
    return changed ? node.with(with(weight, recurrent, vectors)) : node;
  }

  private Op with(float[] weight, float[] recurrent, float[] vectors) {
    return op.withTensors(
        List.of(
            new DenseTensor(op.weight().shape(), weight),
            new DenseTensor(op.recurrent().shape(), recurrent),
            new DenseTensor(op.vectors().shape(), vectors)));
  }

  /** The layer with these units and inputs. */
  Op select(boolean[] out, boolean[] in) {
    boolean[] units = Arrays.copyOf(out, hidden());
    boolean[] rows = repeated(units, gates());
    return op.withTensors(
        List.of(
            cut(op.weight(), rows, in),
            cut(op.recurrent(), rows, units),
            cut(op.vectors(), repeated(new boolean[] {true}, op.vectors().rows()), units)));
  }

  private static boolean[] repeated(boolean[] set, int times) {
    boolean[] all = new boolean[times * set.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = set[i % set.length];
    }
    return all;
  }

  private static DenseTensor cut(Tensor tensor, boolean[] rows, boolean[] columns) {
    return Cut.tensor(tensor, new boolean[][] {rows, columns});
  }
}
