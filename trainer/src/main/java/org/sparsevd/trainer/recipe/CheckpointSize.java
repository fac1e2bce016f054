package org.sparsevd.trainer.recipe;

import java.util.List;
import java.util.Locale;
import org.sparsevd.tensor.Shape;

/**
 * What a checkpoint of a network takes at the most, which is what limits networks: a checkpoint is
 * one message of Protocol Buffers, and those end at 2 GiB.
 *
 * @param bytes of what is counted so far; no integer, since no count overflows then
 * @param weights among it
 */
record CheckpointSize(double bytes, double weights) {
  private static final long LIMIT = Integer.MAX_VALUE;

  /** Recipe, history of the most epochs, and what is around them. */
  static final long REST = 1 << 24;

  /** Scale and shift of each element of the image. */
  private static final long INPUT = 2 * Float.BYTES;

  /** Mean and log variance, Adam's two moments of either. */
  private static final long WEIGHT = 6 * Float.BYTES;

  /** Bias and its two moments; scale and shift with theirs, running mean and variance. */
  private static final long OUTPUT = 11 * Float.BYTES;

  /** The same of batch normalisation that stands by itself. */
  private static final long NORM = 8 * Float.BYTES;

  /** Name, shape and lengths of a layer. */
  private static final long LAYER = 512;

  /** Of a network without layers. */
  static CheckpointSize of(Shape input) {
    return new CheckpointSize((double) REST + INPUT * input.size(), 0);
  }

  /**
   * With one more layer that has weights.
   *
   * @throws IllegalArgumentException if checkpoints get too large
   */
  CheckpointSize plus(String layer, double outputs, double inputsOfEach) {
    double more = outputs * inputsOfEach;
    double removedAndMasked = 2 * (more / Byte.SIZE + Long.BYTES);
    CheckpointSize size =
        new CheckpointSize(
            bytes + WEIGHT * more + removedAndMasked + OUTPUT * outputs + LAYER, weights + more);
    if (size.bytes > LIMIT) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "with layer '%s' the network has %.0f weights and its checkpoint up to %.0f bytes;"
                  + " checkpoints end at 2 GiB, which is some 88 million weights",
              layer,
              size.weights,
              size.bytes));
    }
    return size;
  }

  /**
   * Of a whole network.
   *
   * @throws IllegalArgumentException if checkpoints get too large, or a layer does not fit what it
   *     stands on
   */
  static CheckpointSize of(Network network) {
    CheckpointSize size = of(network.input());
    List<Shape> shapes = network.shapes();
    for (int i = 0; i < shapes.size(); i++) {
      size = size.plus(network.layers().get(i), network.inputShapes(i, shapes)[0]);
    }
    return size;
  }

  /** With one more layer of any kind, whose first input has this shape; see above. */
  CheckpointSize plus(LayerSpec layer, Shape in) {
    if (layer instanceof LayerSpec.Weighted weighted) {
      double inputsOfEach = 1;
      int[] shape = weighted.weightShape(in);
      for (int i = 1; i < shape.length; i++) {
        inputsOfEach *= shape[i];
      }
      return plus(weighted.name(), weighted.outputs(), inputsOfEach);
    }
    return layer instanceof LayerSpec.BatchNorm
        ? new CheckpointSize(bytes + NORM * in.dim(0) + LAYER, weights)
        : this;
  }
}
