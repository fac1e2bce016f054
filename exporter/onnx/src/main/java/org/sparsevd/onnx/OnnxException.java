package org.sparsevd.onnx;

import java.io.IOException;

/** An ONNX file that is broken, or holds what a model cannot. The message names all of it. */
public final class OnnxException extends IOException {
  private static final long serialVersionUID = 1;

  private final boolean unsupported;

  public OnnxException(String message) {
    this(message, false);
  }

  private OnnxException(String message, boolean unsupported) {
    super(message);
    this.unsupported = unsupported;
  }

  /** For a valid node that asks for what a model cannot, whatever the shape of its inputs. */
  public static OnnxException unsupported(String message) {
    return new OnnxException(message, true);
  }

  public boolean isUnsupported() {
    return unsupported;
  }

  public OnnxException(String message, Throwable cause) {
    super(message, cause);
    this.unsupported = false;
  }
}
