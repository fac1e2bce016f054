package org.sparsevd.benchmarks.inference;

import java.util.List;
import org.sparsevd.benchmarks.nets.MadeUpNet;

/**
 * What a ratio is to reach.
 *
 * @param net made up, or trained with as many weights
 * @param ours the contender of ours whose time divides theirs
 */
record Target(
    MadeUpNet net, int batch, ContenderKind ours, ContenderKind theirs, double must, double goal) {
  /** Load and first answer in a fresh JVM, for any net. */
  static final Target COLD =
      new Target(null, 1, ContenderKind.SPARSEVD, ContenderKind.ONNX_DENSE, 4, 8);

  static final List<Target> ALL =
      List.of(
          dense(MadeUpNet.LENET_300_100, 1, 25, 35),
          shrunk(MadeUpNet.LENET_300_100, 1, 4, 6),
          dense(MadeUpNet.LENET_300_100, 256, 8, 15),
          shrunk(MadeUpNet.LENET_300_100, 256, 2, 4),
          dense(MadeUpNet.LENET_5, 1, 20, 30),
          shrunk(MadeUpNet.LENET_5, 1, 5, 8),
          dense(MadeUpNet.LENET_5, 256, 12, 20),
          shrunk(MadeUpNet.LENET_5, 256, 6, 10),
          dense(MadeUpNet.VGG_LIKE, 1, 3, 5),
          shrunk(MadeUpNet.VGG_LIKE, 1, 2.5, 4),
          new Target(MadeUpNet.VGG_LIKE, 1, ContenderKind.SPARSEVD, ContenderKind.ONNX_INT8, 1, 2),
          new Target(
              MadeUpNet.VGG_LIKE, 1, ContenderKind.SPARSEVD_INT8, ContenderKind.ONNX_INT8, 1, 2),
          dense(MadeUpNet.VGG_LIKE, 16, 3, 5),
          shrunk(MadeUpNet.VGG_LIKE, 16, 2, 3),
          new Target(
              MadeUpNet.LENET_5, 1, ContenderKind.SPARSEVD_SCALAR, ContenderKind.ONNX_DENSE, 3, 5));

  private static Target dense(MadeUpNet net, int batch, double must, double goal) {
    return new Target(net, batch, ContenderKind.SPARSEVD, ContenderKind.ONNX_DENSE, must, goal);
  }

  private static Target shrunk(MadeUpNet net, int batch, double must, double goal) {
    return new Target(net, batch, ContenderKind.SPARSEVD, ContenderKind.ONNX_SHRUNK, must, goal);
  }
}
