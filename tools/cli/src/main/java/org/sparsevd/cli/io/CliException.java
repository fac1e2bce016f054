package org.sparsevd.cli.io;

/** Ends the command with one line for the user and an exit code. */
public final class CliException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private CliException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** Something outside is not as it must be: a file, a folder, the data. */
  public static CliException failure(String message) {
    return new CliException(ExitCode.FAILURE, message);
  }

  /** The command line asks for something that does not exist or makes no sense. */
  public static CliException usage(String message) {
    return new CliException(ExitCode.USAGE, message);
  }

  /** A model is not what it is compared with. */
  public static CliException notVerified(String message) {
    return new CliException(ExitCode.VERIFICATION_FAILED, message);
  }

  /** A failure that has been told already. */
  public static CliException told() {
    return new CliException(ExitCode.FAILURE, "");
  }

  public int exitCode() {
    return exitCode;
  }
}
