package org.sparsevd.trainer.host;

import org.sparsevd.trainer.nn.NoiseKey;
import org.sparsevd.trainer.optim.AdamStep;

/**
 * The inner loops, as pure functions on arrays. Two implementations: {@link ScalarKernels} and
 * {@link VectorKernels}.
 */
interface Kernels {
  /** Rows of a panel: the weights of six outputs are interleaved. */
  int PANEL = 6;

  /** Filters and weights that {@link #dot} works on at once. */
  int DOT_ROWS = 4;

  /** See {@link #DOT_ROWS}. */
  int DOT_COLUMNS = 3;

  /** What runs, for people: {@code vector, 16 lanes}. */
  String description();

  /** Numbers of a vector. */
  int width();

  /** Columns of the widest tile, a multiple of the width. */
  int tileColumns();

  /**
   * {@code tile[r, j] = sum_k panel[at + 6 k + r] * b[bRows[k] + column + j]} for six rows.
   *
   * @param columns how many: 1, 2 or 4 widths
   * @param tile {@code [6, columns]}
   */
  void tile(
      float[] panel,
      int at,
      float[] b,
      int[] bRows,
      int column,
      int depth,
      int columns,
      float[] tile);

  /**
   * {@code sums[r, c] = sum_j dy[dyRows[r] + j] * x[xRows[c] + xPositions[j / width] + j % width]}
   * for four rows and three columns.
   *
   * @param from first j, a multiple of the width, as is {@code to}
   */
  void dot(
      float[] dy,
      int[] dyRows,
      float[] x,
      int[] xRows,
      int[] xPositions,
      int from,
      int to,
      float[] sums);

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

  /**
   * Turns the gradients with respect to mean and variance into those with respect to mean and log
   * variance, the KL divergence's included; 0 where removed. In place.
   */
  void gradients(
      PosteriorArrays posterior, float[] dMean, float[] dVariance, float klScale, int from, int to);

  /** See {@link AdamStep}. */
  void adam(
      float[] parameter, float[] gradient, MomentArrays moments, AdamStep step, int from, int to);
}
