package org.sparsevd.cli.io;

import picocli.CommandLine.IVersionProvider;

/** Name and version of the program, from the jar's manifest. */
public final class ToolVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {text()};
  }

  /** {@code sparsevd 0.2.0}, or {@code sparsevd (from sources)} outside a jar. */
  public static String text() {
    String version = ToolVersion.class.getPackage().getImplementationVersion();
    return "sparsevd " + (version == null ? "(from sources)" : version);
  }
}
