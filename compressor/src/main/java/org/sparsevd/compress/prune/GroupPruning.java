package org.sparsevd.compress.prune;

import org.sparsevd.compress.WeightPass;
import org.sparsevd.compress.flow.WeightView;
import org.sparsevd.compress.weight.WeightTensor;
import org.sparsevd.model.Model;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.DenseTensor;
import org.sparsevd.tensor.Tensor;

/**
 * Keeps the {@code kept} weights of largest magnitude of every {@code of} neighbours: the pattern
 * N:M, such as 2:4 (A. Mishra et al., "Accelerating sparse deep neural networks", 2021). Neighbours
 * are weights of one output unit that read neighbouring inputs: of a convolution, at the same
 * position of the kernel. What is left over at the end of a row is a smaller group that keeps the
 * same share, rounded up; a depthwise convolution, with one input per filter, stays as it is, and
 * so does a table.
 *
 * @param kept at least 1, less than {@code of}
 * @param of at most 1024
 */
public record GroupPruning(int kept, int of) implements WeightPass {
  private static final int LARGEST_GROUP = 1024;

  /**
   * Checks the pattern.
   *
   * @throws IllegalArgumentException if it is none
   */
  public GroupPruning {
    if (kept < 1 || kept >= of || of > LARGEST_GROUP) {
      throw new IllegalArgumentException(
          "the pattern N:M keeps N of M weights, 1 <= N < M <= "
              + LARGEST_GROUP
              + ", found "
              + kept
              + ":"
              + of);
    }
  }

  @Override
  public String name() {
    return "prune " + kept + ":" + of;
  }

  @Override
  public Tensor changed(String name, WeightTensor weight) {
    return weight.layer().map(layer -> pruned(weight.tensor(), layer)).orElseGet(weight::tensor);
  }

  private Tensor pruned(Tensor weight, Op.Weighted layer) {
    WeightView view = WeightView.of(layer);
    prune(view, view.weight());
    return new DenseTensor(weight.shape(), view.weight());
  }

  /**
   * Sets what does not stay to zero.
   *
   * @param values of a layer's shape: its weights, or how much each matters
   */
  void prune(WeightView view, float[] values) {
    int inputs = view.columns() / view.area();
    for (int row = 0; row < view.rows(); row++) {
      for (int position = 0; position < view.area(); position++) {
        for (int first = 0; first < inputs; first += of) {
          int start = row * view.columns() + first * view.area() + position;
          pruneGroup(values, start, view.area(), Math.min(of, inputs - first));
        }
      }
    }
  }

  /** One group: {@code size} weights, {@code stride} apart; of equal magnitudes the last go. */
  private void pruneGroup(float[] weight, int start, int stride, int size) {
    int keep = (size * kept + of - 1) / of;
    float[] magnitudes = new float[size];
    for (int i = 0; i < size; i++) {
      magnitudes[i] = Math.abs(weight[start + i * stride]);
    }
    for (int i = 0; i < size; i++) {
      int larger = 0;
      for (int j = 0; j < size; j++) {
        boolean before = magnitudes[j] == magnitudes[i] && j < i;
        larger += magnitudes[j] > magnitudes[i] || before ? 1 : 0;
      }
      if (larger >= keep) {
        weight[start + i * stride] = 0;
      }
    }
  }

  @Override
  public String effect(Model before, Model after) {
    return PruningEffect.of(before, after);
  }
}
