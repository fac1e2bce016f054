package org.sparsevd.trainer.net;

import org.sparsevd.trainer.nn.Geometry;

/**
 * A golden file's layer in our layout: weights {@code [outputs, depth]}, values {@code [channels,
 * height, width, columns]}, images padded with zeros where the file's convolution pads.
 */
final class GoldenLayer {
  private static final int CHANNELS = 2;
  private static final int SIDE = 6;
  private static final int PADDED = SIDE + 2;
  private static final int FILTERS = 3;
  private static final int INPUTS = 7;
  private static final int OUTPUTS = 5;

  private final Golden golden;
  private final boolean dense;
  final Geometry geometry;
  final int batch;

  private GoldenLayer(String file, boolean dense) {
    this.golden = Golden.read(file);
    this.dense = dense;
    this.geometry =
        dense
            ? Geometry.dense(INPUTS, OUTPUTS, 16)
            : new Geometry(CHANNELS, PADDED, PADDED, FILTERS, 3, 16);
    this.batch = dense ? 4 : 2;
  }

  static GoldenLayer dense() {
    return new GoldenLayer("golden_dense.json", true);
  }

  static GoldenLayer convolution() {
    return new GoldenLayer("golden_conv.json", false);
  }

  double number(String path) {
    return golden.number(path);
  }

  /** A weight-shaped entry as {@code [outputs, depth]}; the dense file has it transposed. */
  float[] weights(String path) {
    double[] values = golden.numbers(path);
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      int from = dense ? i % INPUTS * OUTPUTS + i / INPUTS : i;
      out[i] = (float) values[from];
    }
    return out;
  }

  float[] biases(String path) {
    double[] values = golden.numbers(path);
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) values[i];
    }
    return out;
  }

  /** An input-shaped entry; zeros in the padding and in columns beyond the batch. */
  float[] inputs(String path) {
    return dense ? columns(path, INPUTS, 1, 0) : columns(path, CHANNELS, SIDE, 1);
  }

  /** An output-shaped entry; zeros in columns beyond the batch. */
  float[] outputs(String path) {
    return dense ? columns(path, OUTPUTS, 1, 0) : columns(path, FILTERS, SIDE, 0);
  }

  private float[] columns(String path, int channels, int side, int padding) {
    double[] values = golden.numbers(path);
    int padded = side + 2 * padding;
    int n = geometry.columns();
    float[] out = new float[channels * padded * padded * n];
    for (int i = 0; i < values.length; i++) {
      int image = i / (channels * side * side);
      int channel = i / (side * side) % channels;
      int y = i / side % side + padding;
      int x = i % side + padding;
      out[((channel * padded + y) * padded + x) * n + image] = (float) values[i];
    }
    return out;
  }

  /** Sets what an input's gradient has in the padding to zero: the file has no such pixels. */
  float[] withoutPadding(float[] inputGradient) {
    float[] inside = columns("x", dense ? INPUTS : CHANNELS, dense ? 1 : SIDE, dense ? 0 : 1);
    for (int i = 0; i < inside.length; i++) {
      inside[i] = inside[i] == 0 ? 0 : inputGradient[i];
    }
    return inside;
  }
}
