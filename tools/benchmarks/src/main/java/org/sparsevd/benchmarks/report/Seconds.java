package org.sparsevd.benchmarks.report;

import picocli.CommandLine.Option;

/** How long a command measures each thing. */
public final class Seconds {
  @Option(names = "--seconds", paramLabel = "S", description = "that each is measured")
  private double seconds;

  /** The seconds of a command, unless it is told others. */
  public Seconds(double usual) {
    this.seconds = usual;
  }

  public double each() {
    return seconds;
  }
}
