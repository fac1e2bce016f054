package org.sparsevd.trainer.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;
import org.sparsevd.trainer.block.Blocks;
import org.sparsevd.trainer.nn.Backend;
import org.sparsevd.trainer.nn.KlDivergence;
import org.sparsevd.trainer.nn.NoiseKey;
import org.sparsevd.trainer.nn.Normals;
import org.sparsevd.trainer.recipe.Function;
import org.sparsevd.trainer.recipe.LayerSpec;
import org.sparsevd.trainer.recipe.Network;
import org.sparsevd.trainer.recipe.Noise;

/**
 * A second implementation of the training loss: one layer at a time, plain loops, double precision,
 * written from the paper's formulas. Finite differences of it are what the backends' gradients are
 * compared with.
 */
public final class ReferenceNet {
  private final Network network;
  private final int columns;
  private final Noise noise;

  /** Which weights share a log alpha. */
  Blocks blocks = Blocks.NONE;

  final double[][] means;

  /** Log variances, or log alphas where the noise is multiplicative. */
  final double[][] spreads;

  private final double[][] alphas;
  final double[][] biases;

  /** Of batch normalisation behind each layer; null where there is none. */
  final double[][] scales;

  final double[][] shifts;

  /** Of batch normalisation that stands by itself. */
  double[][] freeScales = {};

  double[][] freeShifts = {};

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
    this.alphas = new double[means.length][];
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
    for (int l = 0; klScale != 0 && l < means.length; l++) {
      divergence += Arrays.stream(alphas[l]).map(KlDivergence::of).sum();
    }
    return sum / images.length + klScale * divergence;
  }

  private double[][] scores(double[][] images, long seed, long step, boolean noisy) {
    for (int l = 0; l < means.length; l++) {
      alphas[l] =
          ReferenceBlocks.logAlphas(network.weighted().get(l), blocks, noise, means[l], spreads[l]);
    }
    List<double[][]> values = new ArrayList<>();
    List<Shape> shapes = network.shapes();
    int weights = 0;
    int norms = 0;
    int dropouts = 0;
    for (int i = 0; i < network.layers().size(); i++) {
      LayerSpec spec = network.layers().get(i);
      List<double[][]> read =
          network.inputs().get(i).stream().map(v -> v < 0 ? images : values.get(v)).toList();
      Shape[] in = network.inputShapes(i, shapes);
      double[][] y = new double[images.length][];
      if (spec instanceof LayerSpec.BatchNorm) {
        int of = network.normalises(i) ? numberOf(network.inputs().get(i).get(0)) : -1;
        double[] scale = of < 0 ? freeScales[norms] : scales[of];
        double[] shift = of < 0 ? freeShifts[norms] : shifts[of];
        norms += of < 0 ? 1 : 0;
        y = normalise(read.get(0), in[0], scale, shift);
      }
      for (int b = 0; b < y.length && y[b] == null; b++) {
        int column = b;
        double[][] x = read.stream().map(value -> value[column]).toArray(double[][]::new);
        if (spec instanceof LayerSpec.Weighted) {
          NoiseKey key = NoiseKey.of(seed, step, weights);
          y[b] = weighted(x[0], in[0], shapes.get(i), spec, weights, b, key, noisy);
        } else if (spec instanceof LayerSpec.Dropout dropout) {
          NoiseKey key = NoiseKey.of(seed, step, (1 << 16) + dropouts);
          y[b] = noisy ? x[0] : drop(x[0], b, key, dropout.rate());
        } else {
          y[b] = plain(spec, x, in[0], shapes.get(i));
        }
      }
      weights += spec instanceof LayerSpec.Weighted ? 1 : 0;
      dropouts += spec instanceof LayerSpec.Dropout ? 1 : 0;
      values.add(y);
    }
    return values.get(values.size() - 1);
  }

  private int numberOf(int layer) {
    return network.weighted().indexOf(network.layers().get(layer));
  }

  private static double[] plain(LayerSpec spec, double[][] x, Shape in, Shape out) {
    if (spec instanceof LayerSpec.MaxPool2d pool) {
      return pool(
          x[0], in, out, pool.window(), values -> Arrays.stream(values).max().orElseThrow());
    } else if (spec instanceof LayerSpec.AveragePool2d pool) {
      double all = pool.window().kernelHeight() * pool.window().kernelWidth();
      return pool(
          x[0],
          in,
          out,
          pool.window(),
          values -> Arrays.stream(values).sum() / (pool.countPadding() ? all : values.length));
    } else if (spec instanceof LayerSpec.GlobalAveragePool) {
      Window all = new Window(in.dim(1), in.dim(2), 1, 1, 1, 1, 0, 0, 0, 0);
      return pool(x[0], in, out, all, values -> Arrays.stream(values).average().orElseThrow());
    } else if (spec instanceof LayerSpec.Relu) {
      return Arrays.stream(x[0]).map(v -> Math.max(0, v)).toArray();
    } else if (spec instanceof LayerSpec.Pointwise f) {
      return Arrays.stream(x[0]).map(v -> f.function().value(v, f.first(), f.second())).toArray();
    } else if (spec instanceof LayerSpec.Add) {
      double[] sum = new double[out.size()];
      for (double[] one : x) {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += one[i];
        }
      }
      return sum;
    } else if (spec instanceof LayerSpec.Concat) {
      return Arrays.stream(x).flatMapToDouble(Arrays::stream).toArray();
    }
    assertThat(spec).isInstanceOf(LayerSpec.Flatten.class);
    return x[0];
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
      double[] x,
      Shape in,
      Shape out,
      LayerSpec spec,
      int layer,
      int column,
      NoiseKey key,
      boolean noisy) {
    boolean image = spec instanceof LayerSpec.Conv2d;
    Window w = image ? ((LayerSpec.Conv2d) spec).window() : Window.square(1, 0);
    int groups = image ? ((LayerSpec.Conv2d) spec).groups() : 1;
    int height = image ? in.dim(1) : 1;
    int width = image ? in.dim(2) : 1;
    int pixels = image ? out.dim(1) * out.dim(2) : 1;
    int wide = image ? out.dim(2) : 1;
    int area = w.kernelHeight() * w.kernelWidth();
    int depth = in.dim(0) / groups * area;
    double[] logAlphas = alphas[layer];
    double[] m = new double[means[layer].length];
    double[] v = new double[m.length];
    for (int i = 0; i < m.length; i++) {
      m[i] = noisy && logAlphas[i] >= 3 ? 0 : means[layer][i];
      v[i] = noisy ? Math.exp(logAlphas[i]) * means[layer][i] * means[layer][i] : 0;
    }
    double[] y = new double[out.size()];
    for (int i = 0; i < y.length; i++) {
      int o = i / pixels;
      int firstChannel = o / (out.dim(0) / groups) * (in.dim(0) / groups);
      double mean = biases[layer][o];
      double variance = 0;
      for (int k = 0; k < depth; k++) {
        int c = firstChannel + k / area;
        int kernelRow = k % area / w.kernelWidth();
        int kernelColumn = k % w.kernelWidth();
        int row =
            i % pixels / wide * w.strideHeight() + kernelRow * w.dilationHeight() - w.padTop();
        int col = i % wide * w.strideWidth() + kernelColumn * w.dilationWidth() - w.padLeft();
        boolean inside = row >= 0 && row < height && col >= 0 && col < width;
        double value = inside ? x[(c * height + row) * width + col] : 0;
        mean += m[o * depth + k] * value;
        variance += v[o * depth + k] * value * value;
      }
      double noise = noisy ? Normals.at(key, i * columns + column) : 0;
      y[i] = mean + Math.sqrt(variance + Backend.VARIANCE_FLOOR) * noise;
    }
    return y;
  }

  private static double[] pool(
      double[] x, Shape in, Shape out, Window w, ToDoubleFunction<double[]> summary) {
    double[] y = new double[out.size()];
    for (int i = 0; i < y.length; i++) {
      int c = i / (out.dim(1) * out.dim(2));
      int top = i / out.dim(2) % out.dim(1) * w.strideHeight() - w.padTop();
      int left = i % out.dim(2) * w.strideWidth() - w.padLeft();
      DoubleStream.Builder seen = DoubleStream.builder();
      for (int row = Math.max(0, top); row < Math.min(in.dim(1), top + w.kernelHeight()); row++) {
        for (int col = Math.max(0, left);
            col < Math.min(in.dim(2), left + w.kernelWidth());
            col++) {
          seen.add(x[(c * in.dim(1) + row) * in.dim(2) + col]);
        }
      }
      y[i] = summary.applyAsDouble(seen.build().toArray());
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

  /** A small graph: sums, concatenation, windows of all kinds, every function. */
  public static Network graph() {
    Window strided = new Window(3, 2, 2, 1, 1, 1, 1, 0, 0, 1);
    Window depthwise = new Window(3, 3, 2, 2, 1, 1, 0, 0, 1, 1);
    Window overlapping = new Window(3, 3, 2, 2, 1, 1, 1, 1, 1, 1);
    return Network.builder("small-graph", Shape.of(3, 9, 8))
        .conv2d(4, new Window(3, 3, 1, 1, 1, 1, 1, 1, 1, 1), 1)
        .batchNorm()
        .relu()
        .name("stem")
        .conv2d(4, 3, 1)
        .batchNorm()
        .sum("stem")
        .name("first")
        .relu()
        .name("rectified")
        .conv2d(6, strided, 2)
        .pointwise(Function.HARD_SWISH)
        .name("a")
        .add(new LayerSpec.Conv2d("shortcut", 6, strided, 1), "first")
        .batchNorm()
        .sum("a")
        .pointwise(Function.SILU)
        .name("b")
        .add(new LayerSpec.AveragePool2d(new Window(3, 2, 2, 1, 1, 1, 1, 0, 0, 1), false), "first")
        .concat("b")
        .batchNorm()
        .add(new LayerSpec.Pointwise(Function.LEAKY_RELU, 0.1f, 0))
        .name("c")
        .conv2d(10, depthwise, 10)
        .batchNorm()
        .add(new LayerSpec.Pointwise(Function.CLAMP, 0, 6))
        .name("d")
        .conv2d(20, new Window(1, 3, 1, 1, 1, 2, 0, 2, 0, 2), 10)
        .add(new LayerSpec.MaxPool2d(overlapping))
        .pointwise(Function.SIGMOID)
        .name("e")
        .add(new LayerSpec.AveragePool2d(overlapping, true), "d")
        .concat("e")
        .globalAveragePool()
        .flatten()
        .name("pooled")
        .dense(5)
        .pointwise(Function.TANH)
        .concat("pooled")
        .dropout(0.3)
        .dense(4)
        .build();
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
