package org.sparsevd.onnx.suite;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What the tests are run with. */
interface Engine {
  /**
   * Reads a file.
   *
   * @throws Refusal if it says that it does not take the file
   */
  Net load(byte[] file) throws Refusal;

  /** A net that was read. */
  interface Net extends AutoCloseable {
    /**
     * All outputs in the file's order, by each implementation that there is.
     *
     * @param inputs in the file's order
     * @throws Refusal if it says that it does not take these inputs
     */
    Map<String, List<SuiteTensor>> answers(List<SuiteTensor> inputs) throws Refusal;

    @Override
    default void close() throws Refusal {}
  }

  /** A file that is refused by name: neither right nor wrong. */
  final class Refusal extends IOException {
    private static final long serialVersionUID = 1;

    Refusal(Exception cause) {
      super(cause.getMessage(), cause);
    }

    Refusal(String message) {
      super(message);
    }
  }
}
