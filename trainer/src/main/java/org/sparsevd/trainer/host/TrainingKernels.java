package org.sparsevd.trainer.host;

import org.sparsevd.trainer.host.memory.MomentArrays;
import org.sparsevd.trainer.host.memory.PosteriorArrays;
import org.sparsevd.trainer.host.tiles.TileTarget;
import org.sparsevd.trainer.nn.NoiseKey;
import org.sparsevd.trainer.nn.Normals;
import org.sparsevd.trainer.optim.AdamStep;
import org.sparsevd.vector.ProductCode;

/**
 * The inner loops, as pure functions on arrays. Two implementations: {@link ScalarTrainingKernels}
 * and {@link VectorTrainingKernels}.
 */
public interface TrainingKernels {
  /** What runs, for people: {@code vector, 16 lanes}. */
  String description();

  /** Products in machine code; null where the loops below compute them. */
  default ProductCode code() {
    return null;
  }

  /** Rows of a panel: the weights of so many outputs are interleaved. */
  int panelRows();

  /** The widths that a tile may have, widest first; each divides the one before it. */
  int[] tileColumns();

  /**
   * {@code c[cAt[r] + j] = sum_k panel[at + rows k + r] * b[bAt + columns k + j]} for every row of
   * a panel and as many columns as the target has, which is one of {@link #tileColumns}.
   */
  void tile(float[] panel, int at, float[] b, int bAt, int depth, TileTarget to);

  /**
   * The widest tile on a right matrix that is not packed: {@code c[cAt[r] + j] = sum_k panel[at +
   * rows k + r] * x[offsets[k] + shift + j]}.
   */
  void tileAt(float[] panel, int at, float[] x, int[] offsets, int shift, float[] c, int[] cAt);

  /** Up to how many panels {@link #tileAt} is faster than packing columns first. */
  int fewPanels();

  /** {@code out[columns k + j] = x[offsets[k] + shift + j]} for k below the depth. */
  void gatherRows(float[] x, int[] offsets, int shift, int columns, int depth, float[] out);

  /** Filters that {@link #dot} works on at once. */
  int dotRows();

  /** Weights of each filter that {@link #dot} works on at once. */
  int dotColumns();

  /** Partial sums that {@link #dot} keeps of one sum; who is done adds them up. */
  int dotLanes();

  /**
   * Lays {@link #dotRows} rows out for {@link #dot}: {@code out[at + rows lanes i + lanes r + l] =
   * x[rowAt[r] + lanes i + l]}.
   *
   * @param count numbers of a row, a multiple of 16
   */
  void interleave(float[] x, int[] rowAt, int count, float[] out, int at);

  /**
   * {@code sums[r, c] += sum_j dy[r, j] * x[xAt[c] + j]} for {@link #dotRows} rows and {@link
   * #dotColumns} columns.
   *
   * @param dy rows as {@link #interleave} lays them out, from {@code dyAt} on
   * @param count a multiple of 16
   * @param sums {@code [rows, columns, lanes]} from {@code at} on
   */
  void dot(float[] dy, int dyAt, float[] x, int[] xAt, int count, float[] sums, int at);

  /**
   * See {@link org.sparsevd.trainer.nn.Backend#perturb}.
   *
   * @param rowLength numbers that share a bias, a multiple of 16
   * @param from a multiple of 32
   * @param to a multiple of 16
   */
  void perturb(
      NoiseKey key, float[] bias, int rowLength, float[] y, float[] variance, int from, int to);

  /** See {@link org.sparsevd.trainer.nn.Backend#refresh}. */
  void refresh(PosteriorArrays posterior, int from, int to);

  /** See {@link org.sparsevd.trainer.nn.Backend#clip}. */
  void clip(
      PosteriorArrays posterior, float limit, float[] kept, float[] clipped, int from, int to);

  /**
   * Turns the gradients with respect to mean and variance into those with respect to mean and log
   * variance or log alpha, the KL divergence's included; 0 where removed. In place.
   */
  void gradients(
      PosteriorArrays posterior, float[] dMean, float[] dVariance, float klScale, int from, int to);

  /** {@code logSigma2 += factor log(max(W^2, tiny))}: from log alpha with 1, to it with -1. */
  void addLogSquare(PosteriorArrays posterior, float factor, int from, int to);

  /** See {@link AdamStep}. */
  void adam(
      float[] parameter, float[] gradient, MomentArrays moments, AdamStep step, int from, int to);

  /** {@code dy = 0} where {@code y} is not positive. */
  void reluGradient(float[] y, float[] dy, int from, int to);

  /** {@code y[yAt + i] = max(y[yAt + i], x[xAt + i])}. */
  void max(float[] x, int xAt, float[] y, int yAt, int count);

  /**
   * {@code dx[xAt + i] = left[i]} where x equals y, and then {@code left[i] = 0}; elsewhere {@code
   * dx[xAt + i] = 0}.
   */
  void route(float[] x, int xAt, float[] y, int yAt, float[] left, float[] dx, int count);

  /** Sums of {@code x - center} and of its square over {@code x[at .. at + count)}. */
  void moments(float[] x, int at, int count, float center, float[] pair);

  /** Sums of {@code dy} and of {@code dy (x - center)} over {@code [at .. at + count)}. */
  void comoments(float[] x, float[] dy, int at, int count, float center, float[] pair);

  /** {@code mask = uniform < rate ? 0 : 1 / (1 - rate)} and {@code y = mask x}. */
  default void dropout(
      NoiseKey key, float rate, float[] x, float[] mask, float[] y, int from, int to) {
    float keep = 1 / (1 - rate);
    for (int i = from; i < to; i++) {
      mask[i] = Normals.uniform(key, i) < rate ? 0 : keep;
      y[i] = mask[i] * x[i];
    }
  }

  /** {@code y = 1 / (1 + exp(-factor x))} from one index to another. */
  void logistic(float factor, float[] x, float[] y, int from, int to);

  /** {@code sum_i x[xAt + i] y[yAt + i]} over a multiple of 16 numbers. */
  float product(float[] x, int xAt, float[] y, int yAt, int count);

  /** The sum of {@code x[from .. to)}, a multiple of 16 numbers. */
  float sum(float[] x, int from, int to);
}
