package org.sparsevd.cli.io;

/** What the launcher says about stderr: Java itself cannot ask whether it alone is a terminal. */
public final class Terminal {
  private static final String PROPERTY = "sparsevd.terminal";

  private Terminal() {}

  /** Whether a live line can be drawn on stderr. */
  public static boolean isLive() {
    String told = System.getProperty(PROPERTY);
    return told == null ? System.console() != null : Boolean.parseBoolean(told);
  }

  /**
   * The JVM prints one line about the incubating Vector API right before {@code main}, which
   * nothing silences; where the launcher found a terminal it is taken back.
   */
  public static void eraseIncubatorWarning() {
    boolean warned = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    if (warned && Boolean.getBoolean(PROPERTY)) {
      System.err.print("\u001b[1A\u001b[2K");
      System.err.flush();
    }
  }
}
