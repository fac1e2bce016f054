package org.sparsevd.format;

import java.io.IOException;

/** The bytes are not a {@code .spvd} file that this version can read; names section and offset. */
public final class FormatException extends IOException {
  private final String section;
  private final long offset;

  /**
   * A refusal.
   *
   * @param section the part of the file, such as {@code header} or {@code tensor fc1}
   * @param offset the offending byte, counted from the start of the file
   * @param problem what was expected and what was found
   */
  public FormatException(String section, long offset, String problem) {
    super(".spvd " + section + ", byte " + offset + ": " + problem);
    this.section = section;
    this.offset = offset;
  }

  public String section() {
    return section;
  }

  public long offset() {
    return offset;
  }
}
