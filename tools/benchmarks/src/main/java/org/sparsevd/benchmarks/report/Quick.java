package org.sparsevd.benchmarks.report;

import picocli.CommandLine.Option;

/** Whether a command only shows that it works. */
public final class Quick {
  @Option(names = "--quick", description = "only to see that it works: the numbers mean little")
  private boolean quick;

  public boolean asked() {
    return quick;
  }
}
