package org.sparsevd.onnx;

import java.io.IOException;
import java.util.Set;

/** An ONNX file that is broken, or holds what a model cannot. The message names all of it. */
public final class OnnxException extends IOException {
  private static final long serialVersionUID = 1;

  private final boolean unsupported;
  private final transient Set<String> nodes;

  public OnnxException(String message) {
    this(message, false, Set.of());
  }

  private OnnxException(String message, boolean unsupported, Set<String> nodes) {
    super(message);
    this.unsupported = unsupported;
    this.nodes = nodes;
  }

  /**
   * For nodes that cannot be read.
   *
   * @param nodes names of what they would make
   */
  public static OnnxException ofNodes(Set<String> nodes, String message) {
    return new OnnxException(message, false, Set.copyOf(nodes));
  }

  /** What would be made by nodes that cannot be read; none where the file as a whole cannot. */
  public Set<String> nodes() {
    return nodes;
  }

  /** For a valid node that asks for what a model cannot, whatever the shape of its inputs. */
  public static OnnxException unsupported(String message) {
    return new OnnxException(message, true, Set.of());
  }

  public boolean isUnsupported() {
    return unsupported;
  }

  public OnnxException(String message, Throwable cause) {
    super(message, cause);
    this.unsupported = false;
    this.nodes = Set.of();
  }
}
