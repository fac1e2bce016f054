package org.sparsevd.cli.options;

import picocli.CommandLine.Option;

/** Whether a command may overwrite files. */
public final class Overwriting {
  @Option(names = "--force", description = "overwrite what is there")
  private boolean force;

  public boolean allowed() {
    return force;
  }
}
