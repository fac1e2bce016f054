package org.sparsevd.trainer.checkpoint;

import java.io.IOException;

/** A checkpoint that cannot be read or written; the message is one line that names the file. */
final class CheckpointException extends IOException {
  private static final long serialVersionUID = 1L;

  CheckpointException(String message) {
    super(message);
  }

  CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
