package org.sparsevd.trainer.nd4j;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.custom.Max;
import org.nd4j.linalg.factory.Nd4j;
import org.sparsevd.trainer.nn.Pooling;

/** Maximum over squares of pixels: one operation for each place in a square. */
final class Nd4jMaxPooling {
  private final Scratch scratch;

  Nd4jMaxPooling(Scratch scratch) {
    this.scratch = scratch;
  }

  void forward(Pooling p, NdBuffer x, NdBuffer y) {
    INDArray largest = output(p, y);
    largest.assign(place(p, x, 0));
    for (int k = 1; k < p.size() * p.size(); k++) {
      Nd4j.exec(new Max(largest, place(p, x, k), largest));
    }
  }

  /** {@code open} is 1 as long as no earlier place of the square has held the maximum. */
  void backward(Pooling p, NdBuffer x, NdBuffer y, NdBuffer dy, NdBuffer dx) {
    INDArray open = output(p, scratch.buffer(Scratch.Role.A, y.size()));
    INDArray next = output(p, scratch.buffer(Scratch.Role.B, y.size()));
    dx.flat().assign(0);
    open.assign(1);
    for (int k = 0; k < p.size() * p.size(); k++) {
      output(p, y).subi(place(p, x, k), next);
      Nd4j.exec(new Step(next, next, 0));
      next.muli(open);
      open.subi(next);
      open.muli(output(p, dy), place(p, dx, k));
      INDArray done = open;
      open = next;
      next = done;
    }
  }

  private static INDArray output(Pooling p, NdBuffer y) {
    int n = p.columns();
    int row = p.outputWidth() * n;
    return y.part(0, shape(p), List.of(p.outputHeight() * row, row, n, 1));
  }

  /** Pixel {@code k} of every square, {@code [channels, output height, output width, columns]}. */
  private static INDArray place(Pooling p, NdBuffer x, int k) {
    int n = p.columns();
    int row = p.width() * n;
    int from = k / p.size() * row + k % p.size() * n;
    return x.part(from, shape(p), List.of(p.height() * row, p.size() * row, p.size() * n, 1));
  }

  private static List<Integer> shape(Pooling p) {
    return List.of(p.channels(), p.outputHeight(), p.outputWidth(), p.columns());
  }
}
