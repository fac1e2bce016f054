package org.sparsevd.machine.tile;

/**
 * The weights of a layer as streams of entries: one for each job, which is a filter or a pair of
 * filters, in each block of channels. Job {@code j} of block {@code b} is stream {@code b * jobs +
 * j}.
 */
interface Streams {
  /** Of a job: one or two. */
  int filters();

  /** Jobs of a block. */
  int jobs();

  int blocks();

  /** Filters of the layer. */
  int outputs();

  /** Entries of a stream. */
  int entries(int stream);

  /** Distance from a cell to the value that an entry multiplies, in floats. */
  int offset(int stream, int entry);

  /** The weight of one of a job's filters. */
  float weight(int stream, int entry, int filter);

  /** The bias of one of a job's filters. */
  float bias(int job, int filter);
}
