package org.sparsevd.trainer.net;

import org.sparsevd.trainer.nn.Buffer;
import org.sparsevd.trainer.nn.Mode;

/** One step of a network, with the buffers for one batch. */
interface Layer {
  /** The output for this input; both stay valid until the next forward pass. */
  Buffer forward(Buffer x, Mode mode);

  /**
   * Takes the gradient of the output, keeps those of the parameters, returns that of the input;
   * null where nobody needs it.
   */
  Buffer backward(Buffer dy);
}
