package org.sparsevd.benchmarks.nets;

import java.util.List;
import picocli.CommandLine.Option;

/** Which nets a command measures. */
public final class NetNames {
  @Option(
      names = "--net",
      split = ",",
      paramLabel = "NET",
      description = "made-up nets by name, others by file")
  private List<String> names;

  /** The nets of a command, unless it is told others. */
  public NetNames(String... usual) {
    this.names = List.of(usual);
  }

  public List<String> all() {
    return names;
  }
}
