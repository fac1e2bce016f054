package org.sparsevd.cli.sweep;

import java.io.PrintWriter;

/** The command itself, which a sweep calls once for each run. */
@FunctionalInterface
public interface Program {
  /** Runs it with these arguments; returns its exit code. */
  int run(PrintWriter out, PrintWriter err, String... arguments);
}
