package org.sparsevd.trainer.net;

import java.util.List;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.KlDivergence;
import org.sparsevd.trainer.nn.NoiseKey;
import org.sparsevd.trainer.nn.Normals;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Noise;

/**
 * A second implementation of the training loss: one layer at a time, plain loops, double precision,
 * written from the paper's formulas. Finite differences of it are what the backends' gradients are
 * compared with.
 */
final class ReferenceNet {
  private final Network network;
  private final int columns;
  private final Noise noise;
  final double[][] means;

  /** Log variances, or log alphas where the noise is multiplicative. */
  final double[][] spreads;

  final double[][] biases;

  /** Of batch normalisation behind each layer; null where there is none. */
  final double[][] scales;

  final double[][] shifts;

  /** Parameters of each layer with weights, in order. */
  ReferenceNet(
      Network network,
      int columns,
      Noise noise,
      double[][] means,
      double[][] spreads,
      double[][] biases,
      double[][] scales,
      double[][] shifts) {
    this.network = network;
    this.columns = columns;
    this.noise = noise;
    this.means = means;
    this.spreads = spreads;
    this.biases = biases;
    this.scales = scales;
    this.shifts = shifts;
  }

  /** Mean cross-entropy of the images plus the scaled KL divergence. */
  double loss(
      double[][] images, int[] labels, long seed, long step, boolean noisy, double klScale) {
    double sum = 0;
    double[][] all = scores(images, seed, step, noisy);
    for (int b = 0; b < images.length; b++) {
      double[] scores = all[b];
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
    double square = noise == Noise.ADDITIVE ? means[layer][i] * means[layer][i] : 1;
    double free = spreads[layer][i] - Math.log(square);
    return Math.max(-8, Math.min(8, free));
  }

  private double[][] scores(double[][] images, long seed, long step, boolean noisy) {
    double[][] x = images.clone();
    Shape shape = network.input();
    int layer = 0;
    int dropouts = 0;
    for (LayerSpec spec : network.layers()) {
      Shape out = spec.outputShape(shape);
      int padding = spec instanceof LayerSpec.Conv2d conv ? conv.padding() : 0;
      for (int b = 0; b < x.length; b++) {
        if (spec instanceof LayerSpec.Dense || spec instanceof LayerSpec.Conv2d) {
          NoiseKey key = NoiseKey.of(seed, step, layer);
          x[b] =
              weighted(pad(x[b], shape, padding), grown(shape, padding), out, layer, b, key, noisy);
        } else if (spec instanceof LayerSpec.Relu) {
          x[b] = relu(x[b]);
        } else if (spec instanceof LayerSpec.MaxPool2d pool) {
          x[b] = pool(x[b], shape, out, pool.size());
        } else if (spec instanceof LayerSpec.Dropout dropout && !noisy) {
          x[b] = drop(x[b], b, NoiseKey.of(seed, step, (1 << 16) + dropouts), dropout.rate());
        }
      }
      if (spec instanceof LayerSpec.BatchNorm) {
        x = normalise(x, out, scales[layer - 1], shifts[layer - 1]);
      }
      layer += spec instanceof LayerSpec.Dense || spec instanceof LayerSpec.Conv2d ? 1 : 0;
      dropouts += spec instanceof LayerSpec.Dropout ? 1 : 0;
      shape = out;
    }
    return x;
  }

  private static Shape grown(Shape in, int padding) {
    return padding == 0
        ? in
        : Shape.of(in.dim(0), in.dim(1) + 2 * padding, in.dim(2) + 2 * padding);
  }

  private static double[] pad(double[] x, Shape in, int padding) {
    Shape out = grown(in, padding);
    if (padding == 0) {
      return x;
    }
    double[] y = new double[out.size()];
    for (int i = 0; i < x.length; i++) {
      int c = i / (in.dim(1) * in.dim(2));
      int row = i / in.dim(2) % in.dim(1) + padding;
      y[(c * out.dim(1) + row) * out.dim(2) + i % in.dim(2) + padding] = x[i];
    }
    return y;
  }

  private double[] drop(double[] x, int column, NoiseKey key, double rate) {
    double[] y = x.clone();
    for (int i = 0; i < y.length; i++) {
      boolean dropped = Normals.uniform(key, i * columns + column) < (float) rate;
      y[i] = dropped ? 0 : y[i] / (1 - rate);
    }
    return y;
  }

  private static double[][] normalise(double[][] x, Shape shape, double[] scale, double[] shift) {
    int pixels = shape.size() / shape.dim(0);
    double[][] y = new double[x.length][shape.size()];
    for (int c = 0; c < shape.dim(0); c++) {
      double mean = 0;
      double variance = 0;
      double count = (double) x.length * pixels;
      for (double[] image : x) {
        for (int p = 0; p < pixels; p++) {
          mean += image[c * pixels + p] / count;
        }
      }
      for (double[] image : x) {
        for (int p = 0; p < pixels; p++) {
          variance += Math.pow(image[c * pixels + p] - mean, 2) / count;
        }
      }
      for (int b = 0; b < x.length; b++) {
        for (int p = 0; p < pixels; p++) {
          double h = (x[b][c * pixels + p] - mean) / Math.sqrt(variance + 1e-5f);
          y[b][c * pixels + p] = scale[c] * h + shift[c];
        }
      }
    }
    return y;
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

  /** A small network with zeros around its images, batch normalisation and dropout. */
  static Network normalised() {
    return new Network(
        "small-normalised",
        Shape.of(2, 6, 7),
        List.of(
            new LayerSpec.Conv2d("conv1", 4, 3, 1),
            new LayerSpec.BatchNorm(),
            new LayerSpec.Relu(),
            new LayerSpec.Dropout(0.3),
            new LayerSpec.Conv2d("conv2", 5, 3, 1),
            new LayerSpec.BatchNorm(),
            new LayerSpec.MaxPool2d(2),
            new LayerSpec.Flatten(),
            new LayerSpec.Dropout(0.5),
            new LayerSpec.Dense("fc1", 9),
            new LayerSpec.BatchNorm(),
            new LayerSpec.Relu(),
            new LayerSpec.Dense("fc2", 4)));
  }
}
