package org.sparsevd.trainer.net;

import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Mode;

/** One step of a network, with the buffers for one batch. */
interface Layer {
  /** The output for these inputs; all stay valid until the next forward pass. */
  Buffer apply(Buffer[] x, Mode mode);

  /**
   * Takes the gradient of the output, keeps those of the parameters, returns those of the inputs;
   * null where nobody needs it.
   */
  Buffer[] gradients(Buffer dy);

  /**
   * Whether {@link #gradients} may change the numbers of {@code dy}, or hands it on to who may; if
   * not, others may read it too.
   */
  default boolean overwrites() {
    return false;
  }

  /** Whether its output may be the buffer of its input. */
  default boolean inPlace() {
    return false;
  }
}
