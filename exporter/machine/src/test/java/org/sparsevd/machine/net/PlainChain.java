package org.sparsevd.machine.net;

import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.tensor.SparseTensor;

/** What a chain computes, in the plainest Java: each sum from its bias on, products fused. */
final class PlainChain {
  private PlainChain() {}

  static float[] run(Model model, float[] input) {
    float[] values = input;
    for (Node node : model.nodes()) {
      if (node.op() instanceof Op.Dense dense) {
        values = dense(dense, values);
      } else if (node.op() instanceof Op.Relu) {
        for (int i = 0; i < values.length; i++) {
          values[i] = Math.max(values[i], 0f);
        }
      }
    }
    for (int i = 0; i < values.length; i++) {
      values[i] += 0f;
    }
    return values;
  }

  private static float[] dense(Op.Dense layer, float[] values) {
    SparseTensor weight = SparseTensor.of(layer.weight());
    float[] sums = layer.bias().clone();
    for (int r = 0; r < sums.length; r++) {
      for (int k = weight.rowPointer(r); k < weight.rowPointer(r + 1); k++) {
        sums[r] = Math.fma(weight.value(k), values[weight.column(k)], sums[r]);
      }
    }
    return sums;
  }
}
