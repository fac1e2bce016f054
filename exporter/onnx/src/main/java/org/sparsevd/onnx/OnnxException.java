package org.sparsevd.onnx;

import java.io.IOException;

/** An ONNX file that is broken, or holds what a model cannot. The message names all of it. */
public final class OnnxException extends IOException {
  private static final long serialVersionUID = 1;

  private final boolean unsupported;
  private final int nodes;

  public OnnxException(String message) {
    this(message, false, 0);
  }

  private OnnxException(String message, boolean unsupported, int nodes) {
    super(message);
    this.unsupported = unsupported;
    this.nodes = nodes;
  }

  /** For nodes that cannot be read, as many as the message tells of. */
  public static OnnxException ofNodes(int nodes, String message) {
    return new OnnxException(message, false, nodes);
  }

  /** How many nodes cannot be read; 0 where the file as a whole cannot. */
  public int nodes() {
    return nodes;
  }

  /** For a valid node that asks for what a model cannot, whatever the shape of its inputs. */
  public static OnnxException unsupported(String message) {
    return new OnnxException(message, true, 0);
  }

  public boolean isUnsupported() {
    return unsupported;
  }

  public OnnxException(String message, Throwable cause) {
    super(message, cause);
    this.unsupported = false;
    this.nodes = 0;
  }
}
