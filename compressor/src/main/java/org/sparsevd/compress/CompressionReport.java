package org.sparsevd.compress;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What compression did, counted against the net as it was trained: weights only, no biases.
 *
 * @param layers in the model's order
 * @param passes in the order they ran
 */
public record CompressionReport(List<LayerReport> layers, List<PassLine> passes) {
  public CompressionReport {
    layers = List.copyOf(layers);
    passes = List.copyOf(passes);
  }

  /** Weights before compression. */
  public long total() {
    return sum(LayerReport::total);
  }

  /** Weights that are not zero after thresholding. */
  public long nonZero() {
    return sum(LayerReport::nonZero);
  }

  /** {@code |W| / |W != 0|}, the paper's ratio; infinite where every weight is zero. */
  public double compression() {
    return (double) total() / nonZero();
  }

  /** Bytes of all weights before compression, as float32. */
  public long bytesDense() {
    return sum(LayerReport::bytesDense);
  }

  public long bytesCsr() {
    return sum(LayerReport::bytesCsr);
  }

  public long bytesBitmask() {
    return sum(LayerReport::bytesBitmask);
  }

  /** Bytes of all quantised weights as coded; 0 where none were quantised. */
  public long bytesCoded() {
    return sum(LayerReport::bytesCoded);
  }

  /** Bytes that a code without contexts would need for them at least. */
  public long bytesEntropy() {
    return sum(LayerReport::bytesEntropy);
  }

  /** Bytes of all compressed weights, each as it is stored; less than the file's bytes. */
  public long bytesStored() {
    return sum(LayerReport::bytesStored);
  }

  private long sum(ToLongFunction<LayerReport> count) {
    return layers.stream().mapToLong(count).sum();
  }
}
