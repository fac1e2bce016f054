package org.sparsevd.cli.serve;

import org.sparsevd.cli.io.CliException;

/**
 * How much of a server others may take.
 *
 * @param bodyBytes of a request's body
 * @param seconds in which a request has to arrive, and for which one waits for a free worker
 * @param connections requests that are answered or wait at a time
 */
public record ServerLimits(int bodyBytes, int seconds, int connections) {
  private static final int MOST_BODY = 1 << 28;
  private static final int MOST_SECONDS = 3600;
  private static final int MOST_CONNECTIONS = 10_000;

  /**
   * Checks the numbers.
   *
   * @throws CliException naming the option whose number makes no sense
   */
  public void check() throws CliException {
    between("--max-body", bodyBytes, MOST_BODY);
    between("--seconds", seconds, MOST_SECONDS);
    between("--connections", connections, MOST_CONNECTIONS);
  }

  private static void between(String option, int found, int most) throws CliException {
    if (found < 1 || found > most) {
      throw CliException.usage(option + " must be 1 to " + most + ", found " + found);
    }
  }

  /** Connections that may be open at once: some are idle, and some only hear that it is full. */
  int open() {
    return 2 * connections;
  }
}
