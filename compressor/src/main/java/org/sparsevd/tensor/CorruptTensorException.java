package org.sparsevd.tensor;

import java.io.IOException;

/** The bytes are not a tensor of the stated shape and storage. */
public final class CorruptTensorException extends IOException {
  private final int offset;

  /**
   * A refusal.
   *
   * @param offset the offending byte, counted from the tensor's first
   * @param problem what was expected and what was found
   */
  public CorruptTensorException(int offset, String problem) {
    super(problem);
    this.offset = offset;
  }

  /** The offending byte, counted from the tensor's first. */
  public int offset() {
    return offset;
  }
}
