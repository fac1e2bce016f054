package org.sparsevd.array;

import java.io.IOException;

/** A file of numbers that cannot be read; the message is one line that names it. */
public final class ArrayFileException extends IOException {
  private static final long serialVersionUID = 1L;

  ArrayFileException(String message) {
    super(message);
  }

  ArrayFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
