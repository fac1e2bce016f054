package org.sparsevd.compress.solve;

import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.sparsevd.compress.flow.WeightView;
import org.sparsevd.compress.moments.InputMoments;
import org.sparsevd.compress.moments.LayerInputs;
import org.sparsevd.model.Op;

/**
 * Says what the weights of a layer are to give: what the layer gave before anything was changed, on
 * what it reads now. So it also makes up for what layers before it have lost.
 *
 * <p>With x what a row reads now and x0 what it read before, the weights that come nearest to
 * {@code w' x0} are {@code w + H^-1 E[x (x0 - x)'] w}, where {@code H = E[x x']}.
 *
 * <p>Layers of more than {@value #MOST_COLUMNS} columns go in blocks. Each takes over what the
 * blocks before it have left undone. So memory and work grow with the width, not with its square.
 */
public final class LayerSolver {
  /** Columns of a block. */
  public static final int MOST_COLUMNS = 2048;

  private final Op.Weighted layer;
  private final float[] original;
  private final LayerInputs before;
  private final LayerInputs now;

  /** Of layers of one block, by group: what does not depend on the weights that it starts from. */
  private final Block[] kept;

  /**
   * A solver of a layer.
   *
   * @param layer what it was
   * @param before what it read in the net that it is to be like
   * @param now the same lines in the net that it will stand in; may be the same object
   */
  public LayerSolver(Op.Weighted layer, LayerInputs before, LayerInputs now) {
    this.layer = layer;
    this.original = layer.weight().toArray();
    this.before = before;
    this.now = now;
    this.kept = new Block[now.groups()];
  }

  /**
   * What an error in a weight costs, over its square, when all others of its block make up for it.
   * Where a column is always zero it costs nothing.
   *
   * @return by group and column
   */
  public static double[][] costs(LayerInputs inputs) {
    int columns = inputs.columns();
    double[][] costs = new double[inputs.groups()][columns];
    for (int group = 0; group < costs.length; group++) {
      double[] squares = inputs.squares(group);
      for (int b = 0; b < blocks(columns); b++) {
        int first = first(columns, b);
        int size = first(columns, b + 1) - first;
        double[][] moments =
            InputMoments.damped(inputs.moments(group, first, size), inputs.count());
        double[] own = Feedback.of(moments, IntStream.range(0, size).toArray()).costs();
        for (int i = first; i < first + size; i++) {
          costs[group][i] = squares[i] == 0 ? 0 : own[i - first];
        }
      }
    }
    return costs;
  }

  /**
   * Whether the layer goes in several blocks. What they share is then computed in each solution.
   */
  public boolean isWide() {
    return blocks(now.columns()) > 1;
  }

  /** The first column of a block. */
  private static int first(int columns, int block) {
    return (int) ((long) columns * block / blocks(columns));
  }

  private static int blocks(int columns) {
    return (columns + MOST_COLUMNS - 1) / MOST_COLUMNS;
  }

  /**
   * The layer after some work on each of its blocks.
   *
   * @param start the layer as the work finds it
   */
  public Op.Weighted solve(Op.Weighted start, Consumer<Block> work) {
    WeightView view = WeightView.of(start);
    float[] bias = start.bias().clone();
    for (int group = 0; group < now.groups(); group++) {
      solve(view, bias, group, work);
    }
    return view.with(bias);
  }

  private void solve(WeightView view, float[] bias, int group, Consumer<Block> work) {
    int columns = view.columns();
    int blocks = blocks(columns);
    if (blocks == 1) {
      if (kept[group] == null) {
        kept[group] = block(view, layer.bias(), group, 0, columns, null);
      }
      work.accept(kept[group].with(view.weight(), bias));
      return;
    }
    float[] undone = new float[now.count() * view.rowsPerGroup()];
    System.arraycopy(layer.bias(), 0, bias, 0, bias.length);
    for (int b = 0; b < blocks; b++) {
      int first = first(columns, b);
      int size = first(columns, b + 1) - first;
      float[] oldBias = bias.clone();
      work.accept(block(view, bias, group, first, size, undone).with(view.weight(), bias));
      leave(view, bias, group, first, size, oldBias, undone);
    }
  }

  private Block block(
      WeightView view, float[] bias, int group, int first, int size, float[] undone) {
    double[][] moments = InputMoments.damped(now.moments(group, first, size), now.count());
    int firstRow = group * view.rowsPerGroup();
    double[][] wanted = new double[view.rowsPerGroup()][size + 1];
    double[][] missing = missing(group, first, size, undone);
    Feedback factor = Feedback.of(moments, IntStream.range(0, size).toArray());
    IntStream.range(0, wanted.length)
        .parallel()
        .forEach(
            row -> {
              double[] own = wanted[row];
              int at = (firstRow + row) * view.columns() + first;
              for (int i = 0; i < size; i++) {
                own[i] = original[at + i];
              }
              own[size] = bias[firstRow + row];
              if (missing != null) {
                addSolution(factor, missing[row], own);
              }
            });
    return new Block(view.weight(), bias, view.columns(), firstRow, first, moments, factor, wanted);
  }

  /**
   * The mean products of what rows would be short of with what they read, and with 1; null where
   * they lack nothing.
   */
  private double[][] missing(int group, int first, int size, float[] undone) {
    boolean owes = undone != null && first > 0;
    double[][] missing = owes ? now.products(group, undone, first, size) : null;
    double[][] lost = before == now ? null : now.lost(before, group, first, size, original);
    for (int row = 0; owes && lost != null && row < lost.length; row++) {
      for (int i = 0; i <= size; i++) {
        missing[row][i] += lost[row][i];
      }
    }
    return owes ? missing : lost;
  }

  /** Some columns of a group's rows, column by column. */
  private static float[] across(float[] weight, WeightView view, int group, int first, int size) {
    int rows = view.rowsPerGroup();
    float[] across = new float[size * rows];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < size; i++) {
        across[i * rows + row] = weight[(group * rows + row) * view.columns() + first + i];
      }
    }
    return across;
  }

  private static void addSolution(Feedback factor, double[] more, double[] own) {
    int[] order = factor.order();
    double[] solution = new double[order.length];
    for (int i = 0; i < order.length; i++) {
      solution[i] = more[order[i]];
    }
    factor.solve(solution);
    for (int i = 0; i < order.length; i++) {
      own[order[i]] += solution[i];
    }
  }

  /** Adds to what is left undone what this block was to give and does not. */
  private void leave(
      WeightView view,
      float[] bias,
      int group,
      int first,
      int size,
      float[] oldBias,
      float[] undone) {
    int rows = view.rowsPerGroup();
    float[] had = across(original, view, group, first, size);
    float[] has = across(view.weight(), view, group, first, size);
    before.addOutputs(group, first, size, had, 1, undone);
    now.addOutputs(group, first, size, has, -1, undone);
    for (int i = 0; i < undone.length; i++) {
      int row = group * rows + i % rows;
      undone[i] += oldBias[row] - bias[row];
    }
  }
}
