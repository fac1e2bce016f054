package org.sparsevd.machine.net;

import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;
import org.sparsevd.tensor.Shape;
import org.sparsevd.tensor.SparseTensor;

/** What a chain computes, in the plainest Java: each sum from its bias on, products fused. */
final class PlainChain {
  private PlainChain() {}

  static float[] run(Model model, float[] input) {
    float[] values = input.clone();
    for (Node node : model.nodes()) {
      Shape read = model.shape(node.inputs().get(0));
      Shape found = model.shape(node.name());
      if (node.op() instanceof Op.Dense dense) {
        values = dense(dense, values);
      } else if (node.op() instanceof Op.Conv2d conv) {
        values = convolution(conv, values, read, found);
      } else if (node.op() instanceof Op.MaxPool2d) {
        values = pooling(values, read, found);
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

  private static float[] convolution(Op.Conv2d conv, float[] values, Shape image, Shape found) {
    SparseTensor weight = SparseTensor.of(conv.weight());
    Window window = conv.window();
    int width = window.kernelWidth();
    int area = window.kernelHeight() * width;
    float[] all = new float[found.size()];
    for (int i = 0; i < all.length; i++) {
      int f = i / found.dim(2) / found.dim(1);
      float sum = conv.bias()[f];
      for (int k = weight.rowPointer(f); k < weight.rowPointer(f + 1); k++) {
        int tap = weight.column(k);
        int y = i / found.dim(2) % found.dim(1) + tap % area / width - window.padTop();
        int x = i % found.dim(2) + tap % width - window.padLeft();
        boolean inside = y >= 0 && y < image.dim(1) && x >= 0 && x < image.dim(2);
        int at = (tap / area * image.dim(1) + y) * image.dim(2) + x;
        sum = inside ? Math.fma(weight.value(k), values[at], sum) : sum;
      }
      all[i] = sum;
    }
    return all;
  }

  private static float[] pooling(float[] values, Shape image, Shape found) {
    float[] all = new float[found.size()];
    for (int i = 0; i < all.length; i++) {
      int channel = i / found.dim(2) / found.dim(1);
      int row = channel * image.dim(1) + i / found.dim(2) % found.dim(1) * 2;
      int at = row * image.dim(2) + i % found.dim(2) * 2;
      float above = Math.max(values[at], values[at + 1]);
      float below = Math.max(values[at + image.dim(2)], values[at + image.dim(2) + 1]);
      all[i] = Math.max(above, below);
    }
    return all;
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
