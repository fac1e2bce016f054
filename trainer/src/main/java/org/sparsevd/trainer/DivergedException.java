package org.sparsevd.trainer;

/** The loss is no number any more. The message names step and layer. */
public final class DivergedException extends Exception {
  private static final long serialVersionUID = 1L;

  public DivergedException(String message) {
    super(message);
  }
}
