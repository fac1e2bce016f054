package org.sparsevd.cli.recipe;

import java.io.IOException;

/** A file that describes no network or recipe; the message is one line: {@code FILE:LINE: why}. */
public final class RecipeException extends IOException {
  private static final long serialVersionUID = 1L;

  RecipeException(String message, Throwable cause) {
    super(message, cause);
  }
}
