package org.sparsevd.onnx;

import java.io.IOException;

/** An ONNX file that is broken, or holds what a model cannot. The message names all of it. */
public final class OnnxException extends IOException {
  private static final long serialVersionUID = 1;

  OnnxException(String message) {
    super(message);
  }

  OnnxException(String message, Throwable cause) {
    super(message, cause);
  }
}
