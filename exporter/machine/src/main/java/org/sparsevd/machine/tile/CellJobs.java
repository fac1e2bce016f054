package org.sparsevd.machine.tile;

/** The jobs of a layer: what the table says of each, and the code that does them. */
interface CellJobs {
  /** Jobs of a block of channels. */
  int count();

  /** Jobs that a thread has all of, or none: those of the same filters in every block. */
  int together();

  /** Filters of as many jobs. */
  int filtersTogether();

  /** Entries of a job. */
  int entries(int block, int job);

  /** Puts a job of a block into the table. */
  void add(CellTable table, int block, int job);

  /** The code of a block. */
  byte[] code(CellEnding ending, Part part);
}
