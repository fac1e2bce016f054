package org.sparsevd.trainer.data;

import java.io.IOException;

/** A data set that cannot be read; the message is one line that names the file. */
public final class DatasetException extends IOException {
  private static final long serialVersionUID = 1L;

  public DatasetException(String message) {
    super(message);
  }

  public DatasetException(String message, Throwable cause) {
    super(message, cause);
  }
}
