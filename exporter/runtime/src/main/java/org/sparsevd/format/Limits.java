package org.sparsevd.format;

import org.sparsevd.model.Model;
import org.sparsevd.model.Node;
import org.sparsevd.model.Op;
import org.sparsevd.model.Window;

/** What a file may ask of its reader: the numbers of {@code FORMAT.md}. */
final class Limits {
  static final int RANK = 8;
  static final int NODES = 1 << 16;
  static final int NAME_BYTES = 1 << 10;
  static final int WINDOW = (1 << 16) - 1;
  static final int METADATA_ENTRIES = 1 << 10;
  static final int METADATA_BYTES = 1 << 16;

  private static final long BASE_ELEMENTS = 1L << 24;
  private static final long ELEMENTS_PER_BYTE = 1L << 12;
  private static final long WORK = 1L << 36;

  private Limits() {}

  /** The expansion limit: elements that all tensors and values may have together. */
  static long elements(int fileLength) {
    return BASE_ELEMENTS + ELEMENTS_PER_BYTE * fileLength;
  }

  /**
   * Holds the work limit.
   *
   * @throws IllegalArgumentException naming the node that exceeds it
   */
  static void checkWork(Model model) {
    long work = 0;
    for (Node node : model.nodes()) {
      work += stepsPerElement(node.op()) * model.shape(node.name()).size();
      // A single product stays below 2^63, a sum with what passed before may wrap once.
      if (work > WORK || work < 0) {
        throw new IllegalArgumentException(
            "node '" + node.name() + "' exceeds the work limit of " + WORK + " steps");
      }
    }
  }

  private static long stepsPerElement(Op op) {
    if (op instanceof Op.Conv2d conv) {
      return conv.weight().columns();
    }
    if (op instanceof Op.MaxPool2d pool) {
      return area(pool.window());
    }
    if (op instanceof Op.AvgPool2d pool) {
      return area(pool.window());
    }
    return 0;
  }

  private static long area(Window window) {
    return (long) window.kernelHeight() * window.kernelWidth();
  }
}
