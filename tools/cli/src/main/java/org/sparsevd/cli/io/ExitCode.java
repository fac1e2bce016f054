package org.sparsevd.cli.io;

/** What the program's exit status means. */
public final class ExitCode {
  public static final int FINE = 0;
  public static final int FAILURE = 1;
  public static final int USAGE = 2;
  public static final int VERIFICATION_FAILED = 3;

  private ExitCode() {}
}
