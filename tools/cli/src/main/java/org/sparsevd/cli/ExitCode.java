package org.sparsevd.cli;

/** What the program's exit status means. */
final class ExitCode {
  static final int FINE = 0;
  static final int FAILURE = 1;
  static final int USAGE = 2;
  static final int VERIFICATION_FAILED = 3;

  private ExitCode() {}
}
