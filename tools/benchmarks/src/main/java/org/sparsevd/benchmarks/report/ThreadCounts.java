package org.sparsevd.benchmarks.report;

import java.util.List;
import picocli.CommandLine.Option;

/** With how many threads a command measures. */
public final class ThreadCounts {
  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      description = "numbers of threads, or of callers with a net of their own each",
      defaultValue = "1,2")
  private List<Integer> counts;

  /** One measurement each. */
  public List<Integer> all() {
    return counts;
  }
}
