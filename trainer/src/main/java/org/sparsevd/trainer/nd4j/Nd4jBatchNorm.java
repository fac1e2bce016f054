package org.sparsevd.trainer.nd4j;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparsevd.trainer.nn.Channels;

/** Batch normalisation. */
final class Nd4jBatchNorm {
  private final Scratch scratch;

  Nd4jBatchNorm(Scratch scratch) {
    this.scratch = scratch;
  }

  /** See {@link org.sparsevd.trainer.nn.Backend#affine}. */
  static void affine(Channels g, NdBuffer scale, NdBuffer shift, NdBuffer x, NdBuffer y) {
    INDArray out = y.matrix(g.count(), g.size());
    out.assign(x.matrix(g.count(), g.size()));
    out.muliColumnVector(scale.flat());
    out.addiColumnVector(shift.flat());
  }

  /** See {@link org.sparsevd.trainer.nn.Backend#moments}. */
  void moments(Channels g, int images, NdBuffer center, NdBuffer x, NdBuffer sums) {
    INDArray distance = distance(g, images, center, x);
    INDArray both = sums.matrix(2, g.count());
    both.putRow(0, distance.sum(1));
    distance.muli(distance);
    both.putRow(1, distance.sum(1));
  }

  /** See {@link org.sparsevd.trainer.nn.Backend#comoments}. */
  void comoments(Channels g, int images, NdBuffer center, NdBuffer x, NdBuffer dy, NdBuffer sums) {
    INDArray gradient = dy.matrix(g.count(), g.size());
    INDArray both = sums.matrix(2, g.count());
    both.putRow(0, gradient.sum(1));
    INDArray distance = distance(g, images, center, x);
    distance.muli(gradient);
    both.putRow(1, distance.sum(1));
  }

  /** {@code x - center}, 0 in the columns without an image. */
  private INDArray distance(Channels g, int images, NdBuffer center, NdBuffer x) {
    NdBuffer result = scratch.buffer(Scratch.Role.A, x.size());
    INDArray distance = result.matrix(g.count(), g.size());
    distance.assign(x.matrix(g.count(), g.size()));
    distance.subiColumnVector(center.flat());
    clear(g, images, result);
    return distance;
  }

  private static void clear(Channels g, int images, NdBuffer x) {
    if (images < g.columns()) {
      List<Integer> shape = List.of(g.count() * g.pixels(), g.columns() - images);
      x.part(images, shape, List.of(g.columns(), 1)).assign(0);
    }
  }

  /** See {@link org.sparsevd.trainer.nn.Backend#normGradient}. */
  void gradient(
      Channels g, int images, NdBuffer coefficients, NdBuffer x, NdBuffer dy, NdBuffer dx) {
    INDArray rows = coefficients.matrix(3, g.count());
    INDArray out = dx.matrix(g.count(), g.size());
    INDArray part = scratch.buffer(Scratch.Role.A, x.size()).matrix(g.count(), g.size());
    out.assign(dy.matrix(g.count(), g.size()));
    out.muliColumnVector(rows.getRow(0));
    part.assign(x.matrix(g.count(), g.size()));
    part.muliColumnVector(rows.getRow(1));
    out.addi(part);
    out.addiColumnVector(rows.getRow(2));
    clear(g, images, dx);
  }
}
