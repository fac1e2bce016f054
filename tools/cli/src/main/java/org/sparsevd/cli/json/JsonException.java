package org.sparsevd.cli.json;

import java.io.IOException;

/** JSON that does not say what was expected; the message is one line: {@code NAME:LINE: why}. */
public final class JsonException extends IOException {
  private static final long serialVersionUID = 1L;

  JsonException(String message, Throwable cause) {
    super(message, cause);
  }
}
