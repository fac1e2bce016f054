package org.sparsevd.cli.io;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;

/** What the launcher says about stderr: Java itself cannot ask whether it alone is a terminal. */
public final class Terminal {
  private static final String PROPERTY = "sparsevd.terminal";

  /** Number of the file descriptor that is the user's stderr. */
  private static final String STDERR = "sparsevd.stderr";

  private Terminal() {}

  /** Whether a live line can be drawn on stderr. */
  public static boolean isLive() {
    String told = System.getProperty(PROPERTY);
    return told == null ? System.console() != null : Boolean.parseBoolean(told);
  }

  /** The command's stdout. */
  public static PrintWriter out(boolean json) {
    return new PrintWriter(System.out, true, LocaleHint.output(json));
  }

  /**
   * The command's stderr. The JVM writes a line about the incubating Vector API to its own before
   * anything else, which nothing silences; so the launcher filters that one and lends another.
   */
  public static PrintWriter err(boolean json) {
    return new PrintWriter(stderr(), true, LocaleHint.output(json));
  }

  private static OutputStream stderr() {
    Integer lent = Integer.getInteger(STDERR);
    if (lent == null) {
      return System.err;
    }
    try {
      Constructor<FileDescriptor> constructor =
          FileDescriptor.class.getDeclaredConstructor(int.class);
      constructor.setAccessible(true);
      return new FileOutputStream(constructor.newInstance(lent));
    } catch (ReflectiveOperationException | RuntimeException e) {
      // What the launcher filters still reaches the user, only later.
      return System.err;
    }
  }
}
