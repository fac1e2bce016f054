package org.sparsevd.machine.net;

/** A way to compute the filters of a chain. */
interface FiltersCode {
  /** Writes the code. */
  void write();

  /** What it reads, to be put behind the code. */
  void writeWords();
}
