package org.sparsevd.nets;

import java.io.IOException;

/** ONNX Runtime cannot be loaded on this system. The message says why, and what helps. */
public final class RuntimeMissingException extends IOException {
  private static final long serialVersionUID = 1;

  RuntimeMissingException(String message) {
    super(message);
  }
}
