package org.sparsevd.trainer.host;

import java.util.Arrays;
import org.sparsevd.trainer.nn.Geometry;

/**
 * Convolutions whose every filter reads one channel. They move far more numbers than they multiply,
 * so a row of pixels at a time meets all weights of its filter while it is in the cache.
 */
record Depthwise(TrainingKernels kernels, Workers workers, Geometry g) {

  /** {@code y[o, p, :] = sum_k weight[o, k] x[offset(k) + p, :]}. */
  void product(float[] weight, float[] x, float[] y) {
    int area = g.depth();
    int run = g.outputWidth() * g.columns();
    workers.ranges(
        g.outputs(),
        1,
        (from, to) -> {
          for (int o = from; o < to; o++) {
            for (int row = 0; row < g.outputHeight(); row++) {
              int at = (o * g.outputHeight() + row) * run;
              Arrays.fill(y, at, at + run, 0);
              for (int k = 0; k < area; k++) {
                float w = weight[o * area + k];
                if (w != 0) {
                  Elementwise.addScaled(w, x, source(o, k, row), y, at, run);
                }
              }
            }
          }
        });
  }

  /** Where weight {@code k} of a filter meets the first pixel for an output row. */
  private int source(int output, int k, int row) {
    return g.inputGroup(output / g.groupOutputs()) + g.inputOffset(k) + g.inputRow(row);
  }

  /** {@code dWeight[o, k] = sum_p dy[o, p] x[offset(k) + p]}. */
  void weightGradient(float[] dy, float[] x, float[] dWeight) {
    int area = g.depth();
    int run = g.outputWidth() * g.columns();
    workers.ranges(
        g.outputs(),
        1,
        (from, to) -> {
          double[] sums = new double[area];
          for (int o = from; o < to; o++) {
            Arrays.fill(sums, 0);
            for (int row = 0; row < g.outputHeight(); row++) {
              int at = (o * g.outputHeight() + row) * run;
              for (int k = 0; k < area; k++) {
                sums[k] += kernels.product(dy, at, x, source(o, k, row), run);
              }
            }
            for (int k = 0; k < area; k++) {
              dWeight[o * area + k] = (float) sums[k];
            }
          }
        });
  }

  /** {@code dx[offset(k) + p, :] += sum_o weight[o, k] dy[o, p, :]} from zero. */
  void inputGradient(float[] weight, float[] dy, float[] dx) {
    int area = g.depth();
    int run = g.outputWidth() * g.columns();
    int channel = g.frame().channelSize();
    workers.ranges(
        g.inputs(),
        1,
        (from, to) -> {
          Arrays.fill(dx, from * channel, to * channel, 0);
          for (int o = from * g.groupOutputs(); o < to * g.groupOutputs(); o++) {
            for (int row = 0; row < g.outputHeight(); row++) {
              int at = (o * g.outputHeight() + row) * run;
              for (int k = 0; k < area; k++) {
                float w = weight[o * area + k];
                if (w != 0) {
                  Elementwise.addScaled(w, dy, at, dx, source(o, k, row), run);
                }
              }
            }
          }
        });
  }
}
