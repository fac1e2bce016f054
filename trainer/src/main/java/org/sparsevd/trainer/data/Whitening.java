package org.sparsevd.trainer.data;

import org.bytedeco.openblas.global.openblas_full;
import org.sparsevd.trainer.data.values.Pixels;

/**
 * ZCA whitening (A. Bell and T. Sejnowski, "The independent components of natural scenes are edge
 * filters", 1997): {@code W (x - mean)} with {@code W = (C + ridge I)^(-1/2)} for the covariance C
 * of the training pixels, and a ridge of 0.1 times their mean variance.
 *
 * <p>The result is stored in bytes, {@code 128 + 127 z / (5 deviations)}, so that a whitened data
 * set is one like any other; what lies outside is clipped. The matrix is a function of the training
 * images and is not kept: for CIFAR it has 37 MB.
 */
final class Whitening {
  /** The byte of a whitened value of 0. */
  static final byte ZERO = (byte) 128;

  private static final double RIDGE = 0.1;
  private static final double DEVIATIONS = 5;
  private static final int BLOCK = 500;

  /** Larger images would need more than 300 MB of matrices. */
  private static final int MAX_SIZE = 4096;

  private final int size;
  private final float[] means;
  private final float[] matrix;
  private final double scale;

  private Whitening(int size, float[] means, float[] matrix, double scale) {
    this.size = size;
    this.means = means;
    this.matrix = matrix;
    this.scale = scale;
  }

  /**
   * The whitening of these images.
   *
   * @throws IllegalArgumentException if they are no bytes or too large, or there is no OpenBLAS for
   *     this platform
   */
  static Whitening of(Images training) {
    if (training.areNumbers()) {
      throw new IllegalArgumentException("whitening takes images of bytes (uint8), found numbers");
    }
    int size = training.shape().size();
    if (size > MAX_SIZE) {
      throw new IllegalArgumentException(
          "whitening takes images of at most " + MAX_SIZE + " values, found " + training.shape());
    }
    try {
      // Sums in another order with each number of threads would give other bytes.
      openblas_full.openblas_set_num_threads(1);
      return learned(training, size);
    } catch (LinkageError e) {
      throw new IllegalArgumentException(
          "whitening needs OpenBLAS, which cannot be loaded: " + e.getMessage(), e);
    }
  }

  private static Whitening learned(Images training, int size) {
    double[] sums = training.elementSums();
    float[] means = new float[size];
    for (int i = 0; i < size; i++) {
      means[i] = (float) (sums[i] / training.count());
    }
    double[] vectors = covariance(training, means);
    double trace = 0;
    for (int i = 0; i < size; i++) {
      trace += vectors[i * size + i];
    }
    double ridge = RIDGE * trace / size;
    if (!(ridge > 0)) {
      throw new IllegalArgumentException("whitening needs images that differ");
    }
    double[] values = new double[size];
    int failed =
        openblas_full.LAPACKE_dsyevd(
            openblas_full.LAPACK_COL_MAJOR, (byte) 'V', (byte) 'L', size, vectors, size, values);
    if (failed != 0) {
      throw new IllegalStateException("no eigenvectors found: LAPACK says " + failed);
    }
    double variance = 0;
    for (double value : values) {
      variance += Math.max(0, value) / (Math.max(0, value) + ridge) / size;
    }
    return new Whitening(
        size, means, root(vectors, values, ridge), 127 / (DEVIATIONS * Math.sqrt(variance)));
  }

  /** The lower triangle, column-major {@code [size, size]}. */
  private static double[] covariance(Images training, float[] means) {
    int size = means.length;
    float[] sum = new float[size * size];
    float[] block = new float[BLOCK * size];
    for (int from = 0; from < training.count(); from += BLOCK) {
      int count = Math.min(BLOCK, training.count() - from);
      centre(training.pixels(from, count), means, block);
      openblas_full.cblas_ssyrk(
          openblas_full.CblasColMajor,
          openblas_full.CblasLower,
          openblas_full.CblasNoTrans,
          size,
          count,
          1,
          block,
          size,
          1,
          sum,
          size);
    }
    double[] covariance = new double[size * size];
    for (int i = 0; i < sum.length; i++) {
      covariance[i] = (double) sum[i] / training.count();
    }
    return covariance;
  }

  private static void centre(byte[] pixels, float[] means, float[] out) {
    for (int i = 0; i < pixels.length; i++) {
      out[i] = (pixels[i] & 0xff) - means[i % means.length];
    }
  }

  /** {@code V (L + ridge)^(-1/2) V^T}, from eigenvectors in columns. */
  private static float[] root(double[] vectors, double[] values, double ridge) {
    int size = values.length;
    float[] scaled = new float[size * size];
    for (int column = 0; column < size; column++) {
      double factor = Math.pow(Math.max(0, values[column]) + ridge, -0.25);
      for (int i = 0; i < size; i++) {
        scaled[column * size + i] = (float) (factor * vectors[column * size + i]);
      }
    }
    float[] root = new float[size * size];
    multiply(openblas_full.CblasTrans, size, size, scaled, scaled, root);
    return root;
  }

  /** {@code out = left * right}, or its transpose, of {@code [size, size]} by columns. */
  private static void multiply(
      int transposition, int size, int columns, float[] left, float[] right, float[] out) {
    openblas_full.cblas_sgemm(
        openblas_full.CblasColMajor,
        openblas_full.CblasNoTrans,
        transposition,
        size,
        columns,
        size,
        1,
        left,
        size,
        right,
        size,
        0,
        out,
        size);
  }

  /** The whitened images. */
  Images apply(Images images) {
    byte[] whitened = new byte[images.count() * size];
    float[] block = new float[BLOCK * size];
    float[] turned = new float[BLOCK * size];
    for (int from = 0; from < images.count(); from += BLOCK) {
      int count = Math.min(BLOCK, images.count() - from);
      centre(images.pixels(from, count), means, block);
      multiply(openblas_full.CblasNoTrans, size, count, matrix, block, turned);
      for (int i = 0; i < count * size; i++) {
        long value = Math.round((ZERO & 0xff) + scale * turned[i]);
        whitened[from * size + i] = (byte) Math.max(0, Math.min(255, value));
      }
    }
    return images.withValues(new Pixels(whitened, ZERO));
  }
}
