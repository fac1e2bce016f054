package org.sparsevd.onnx;

/** A model that is larger than the 2 GiB at which ONNX files end. The message names it. */
public final class OnnxSizeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  public OnnxSizeException(String message) {
    super(message);
  }
}
