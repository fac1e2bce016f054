package org.sparsevd.compress.moments;

import java.util.List;
import org.sparsevd.compress.Calibration;
import org.sparsevd.compress.Walk;
import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;

/**
 * Second moments {@code E[x_i x_j]} of what the rows of a layer's weight read, and of a constant 1
 * behind it, which the bias reads. They say what an error in one weight is worth, and how far
 * another weight can make up for it.
 */
public final class InputMoments {
  /** Layers of more columns have none: the moments would take too much time and memory. */
  static final int MOST_COLUMNS = 2048;

  /** Added to the diagonal of the moments, relative to its mean. */
  private static final double DAMPING = 0.002;

  /** So many lines for each column say all; with fewer, more is added. */
  private static final double LINES_PER_COLUMN = 8;

  private static final double BIAS_DAMPING = 1e-6;

  private final double[][][] moments;

  private InputMoments(double[][][] moments) {
    this.moments = moments;
  }

  /**
   * The moments at a layer of a model, or null where it is too wide or takes images of any size.
   */
  public static InputMoments of(Model model, Node node, Calibration calibration) {
    return of(model, node, calibration.walk(), calibration.places());
  }

  /** The same on a walk. */
  public static InputMoments of(Model model, Node node, Walk walk, int places) {
    Op.Weighted layer = (Op.Weighted) node.op();
    if (layer.weight().columns() > MOST_COLUMNS) {
      return null;
    }
    List<Walk.Seen> seen = walk.to(model, node.inputs().get(0));
    if (!LayerInputs.isKnown(layer, seen)) {
      return null;
    }
    LayerInputs inputs = LayerInputs.of(layer, seen, places);
    double[][][] moments = new double[inputs.groups()][][];
    for (int group = 0; group < moments.length; group++) {
      moments[group] = inputs.moments(group, 0, inputs.columns());
    }
    return new InputMoments(moments);
  }

  /**
   * Adds a little of the mean of the diagonal to it, so that the moments can be solved for.
   *
   * @param moments of columns and, last, of a constant 1; changed
   * @param lines that they are means of
   */
  public static double[][] damped(double[][] moments, int lines) {
    int columns = moments.length - 1;
    double trace = 0;
    for (int i = 0; i < columns; i++) {
      trace += moments[i][i];
    }
    double damping = DAMPING * (1 + LINES_PER_COLUMN * columns / lines);
    for (int i = 0; i < columns; i++) {
      moments[i][i] += damping * trace / columns + Double.MIN_NORMAL;
    }
    moments[columns][columns] += BIAS_DAMPING;
    return moments;
  }

  /** Mean of the product of columns i and j of a row of this group; the last column is 1. */
  public double at(int group, int i, int j) {
    return moments[group][i][j];
  }
}
