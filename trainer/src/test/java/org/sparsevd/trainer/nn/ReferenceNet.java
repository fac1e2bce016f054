package org.sparsevd.trainer.nn;

import java.util.List;
import org.sparsevd.model.Shape;
import org.sparsevd.trainer.LayerSpec;
import org.sparsevd.trainer.Network;

/**
 * A second implementation of the training loss: one image at a time, plain loops, double precision,
 * written from the paper's formulas. Finite differences of it are what the backends' gradients are
 * compared with.
 */
final class ReferenceNet {
  private final Network network;
  private final int columns;
  final double[][] means;
  final double[][] logSigma2;
  final double[][] biases;

  /** Parameters of each layer with weights, in order. */
  ReferenceNet(
      Network network, int columns, double[][] means, double[][] logSigma2, double[][] biases) {
    this.network = network;
    this.columns = columns;
    this.means = means;
    this.logSigma2 = logSigma2;
    this.biases = biases;
  }

  /** Mean cross-entropy of the images plus the scaled KL divergence. */
  double loss(
      double[][] images, int[] labels, long seed, long step, boolean noisy, double klScale) {
    double sum = 0;
    for (int b = 0; b < images.length; b++) {
      double[] scores = scores(images[b], b, seed, step, noisy);
      double total = 0;
      for (double score : scores) {
        total += Math.exp(score);
      }
      sum += Math.log(total) - scores[labels[b]];
    }
    double divergence = 0;
    for (int l = 0; l < means.length; l++) {
      for (int i = 0; i < means[l].length; i++) {
        divergence += KlDivergence.of(logAlpha(l, i));
      }
    }
    return sum / images.length + klScale * divergence;
  }

  private double logAlpha(int layer, int i) {
    double free = logSigma2[layer][i] - Math.log(means[layer][i] * means[layer][i]);
    return Math.max(-8, Math.min(8, free));
  }

  private double[] scores(double[] image, int column, long seed, long step, boolean noisy) {
    double[] x = image;
    Shape shape = network.input();
    int layer = 0;
    for (LayerSpec spec : network.layers()) {
      Shape out = spec.outputShape(shape);
      if (spec instanceof LayerSpec.Dense || spec instanceof LayerSpec.Conv2d) {
        x = weighted(x, shape, out, layer, column, NoiseKey.of(seed, step, layer), noisy);
        layer++;
      } else if (spec instanceof LayerSpec.Relu) {
        x = relu(x);
      } else if (spec instanceof LayerSpec.MaxPool2d pool) {
        x = pool(x, shape, out, pool.size());
      }
      shape = out;
    }
    return x;
  }

  private double[] weighted(
      double[] x, Shape in, Shape out, int layer, int column, NoiseKey key, boolean noisy) {
    boolean image = out.rank() == 3;
    int height = image ? out.dim(1) : 1;
    int width = image ? out.dim(2) : 1;
    int kernel = image ? in.dim(1) - height + 1 : 1;
    int channels = in.dim(0);
    double[] y = new double[out.size()];
    for (int i = 0; i < y.length; i++) {
      int o = i / (height * width);
      double mean = biases[layer][o];
      double variance = 0;
      for (int k = 0; k < channels * kernel * kernel; k++) {
        int c = k / (kernel * kernel);
        int row = i / width % height + k / kernel % kernel;
        int col = i % width + k % kernel;
        double v = image ? x[(c * in.dim(1) + row) * in.dim(2) + col] : x[k];
        int w = o * channels * kernel * kernel + k;
        boolean kept = !noisy || logAlpha(layer, w) < 3;
        mean += kept ? means[layer][w] * v : 0;
        variance += Math.exp(logAlpha(layer, w)) * means[layer][w] * means[layer][w] * v * v;
      }
      double noise = noisy ? Normals.at(key, i * columns + column) : 0;
      y[i] = mean + Math.sqrt(variance + Backend.VARIANCE_FLOOR) * noise;
    }
    return y;
  }

  private static double[] relu(double[] x) {
    double[] y = x.clone();
    for (int i = 0; i < y.length; i++) {
      y[i] = Math.max(0, y[i]);
    }
    return y;
  }

  private static double[] pool(double[] x, Shape in, Shape out, int size) {
    double[] y = new double[out.size()];
    for (int i = 0; i < y.length; i++) {
      int c = i / (out.dim(1) * out.dim(2));
      int row = i / out.dim(2) % out.dim(1) * size;
      int col = i % out.dim(2) * size;
      double largest = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < size * size; k++) {
        int at = (c * in.dim(1) + row + k / size) * in.dim(2) + col + k % size;
        largest = Math.max(largest, x[at]);
      }
      y[i] = largest;
    }
    return y;
  }

  /** A small network with every kind of layer, odd sizes. */
  static Network small() {
    return new Network(
        "small",
        Shape.of(2, 7, 8),
        List.of(
            new LayerSpec.Conv2d("conv1", 5, 3),
            new LayerSpec.MaxPool2d(2),
            new LayerSpec.Relu(),
            new LayerSpec.Conv2d("conv2", 7, 2),
            new LayerSpec.Flatten(),
            new LayerSpec.Dense("fc1", 9),
            new LayerSpec.Relu(),
            new LayerSpec.Dense("fc2", 4)));
  }
}
