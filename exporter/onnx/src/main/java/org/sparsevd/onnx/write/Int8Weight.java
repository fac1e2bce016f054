package org.sparsevd.onnx.write;

import org.sparsevd.model.Op;
import org.sparsevd.onnx.ByteScale;

/**
 * A layer's weight and bias in integers: row {@code r} of the weight is {@code scales[r] *
 * values[r]}, its bias {@code input.scale * scales[r] * bias[r]}.
 *
 * <p>Weights take 7 bits, -63 to 63: x86 processors before VNNI add two products of 8 bits in 16,
 * which 8-bit weights overflow (ONNX Runtime, "Quantize ONNX models", on U8S8).
 */
record Int8Weight(byte[] values, float[] scales, int[] bias) {
  private static final int LARGEST = 63;

  /** Largest magnitude of a bias; half of what 32 bits hold, the sums need room too. */
  private static final double LARGEST_BIAS = 1 << 30;

  /** Where a row has no weights, its scale is as fine as its bias wants. */
  private static final double BIAS_ALONE = 1 << 20;

  /** With scales for which all of it fits. */
  static Int8Weight of(Op.Weighted layer, ByteScale input) {
    float[] weight = layer.weight().toArray();
    int columns = layer.weight().columns();
    float[] scales = new float[layer.weight().rows()];
    for (int r = 0; r < scales.length; r++) {
      float largest = 0;
      for (int i = r * columns; i < (r + 1) * columns; i++) {
        largest = Math.max(largest, Math.abs(weight[i]));
      }
      scales[r] = scale(largest, Math.abs(layer.bias()[r]), input.scale());
    }
    return of(layer, input, scales);
  }

  /** With these scales, one for each row. */
  static Int8Weight of(Op.Weighted layer, ByteScale input, float[] scales) {
    float[] weight = layer.weight().toArray();
    int columns = layer.weight().columns();
    byte[] values = new byte[weight.length];
    int[] bias = new int[scales.length];
    for (int r = 0; r < scales.length; r++) {
      for (int i = r * columns; i < (r + 1) * columns; i++) {
        values[i] = (byte) Math.round(weight[i] / (double) scales[r]);
      }
      bias[r] = (int) Math.round(layer.bias()[r] / ((double) input.scale() * scales[r]));
    }
    return new Int8Weight(values, scales, bias);
  }

  private static float scale(float largest, float bias, float input) {
    double least = largest == 0 ? BIAS_ALONE : LARGEST_BIAS;
    double scale = Math.max((double) largest / LARGEST, bias / (input * least));
    return scale < Float.MIN_NORMAL ? 1 : (float) scale;
  }
}
