package org.sparsevd.machine.tile;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.sparsevd.runtime.tile.CellGroups;
import org.sparsevd.runtime.tile.CellSplit;
import org.sparsevd.runtime.tile.Ending;

/**
 * What the code of a layer reads beside values, off the heap: a row of distances for each group of
 * cells, a job for each filter or pair of filters in each block of channels, and the stream of
 * weights. All sessions share it.
 */
final class CellTable {
  /**
   * Of a job: where its stream begins, and where what its filters have in step ends, from the
   * table's beginning on.
   */
  static final int JOB_START = 0;

  static final int JOB_END = 4;

  /** Of a job: the biases of its filters. */
  static final int JOB_BIAS = 8;

  /** Of a job: not zero where it has all its filters. */
  static final int JOB_FULL = 16;

  /** Of a job: bytes from the first filter to its own, in the output. */
  static final int JOB_OUTPUT = 20;

  /** Of a job: the same among sums. */
  static final int JOB_SUMS = 24;

  /** Of two filters that go by in step: where the entries end that the first one has alone. */
  static final int JOB_ALONE_END = 28;

  /** The same as for the first, of the second one. */
  static final int JOB_SECOND_OUTPUT = 32;

  static final int JOB_SECOND_SUMS = 36;

  static final int JOB_BYTES = 40;

  /** The least value that is stored, in all lanes. */
  static final int LOW = 0;

  /** The largest one. */
  static final int HIGH = 64;

  private static final int GROUPS = 128;
  private static final int GROUP_BYTES = 36;
  private static final int LINE = 64;

  /** Entries that are loaded before they are needed. */
  static final int AHEAD = 2;

  private final MemorySegment memory;
  private final int groups;
  private final int jobs;
  private int end;

  /**
   * A table to be filled.
   *
   * @param groups of cells
   * @param ending which bounds values are put between
   * @param jobs of all blocks
   * @param entries of all jobs
   * @param split which sums threads have: each has rows of its own
   */
  CellTable(CellGroups groups, Ending ending, int jobs, int filters, int entries, CellSplit split) {
    this.groups = groups.count();
    long rows = (long) groups.count() * split.rooms() * GROUP_BYTES;
    long size = GROUPS + rows + (long) jobs * JOB_BYTES;
    // Code may load two entries ahead of the last.
    long all = size + (long) (entries + AHEAD) * entryBytes(filters);
    // Distances in it have a sign and 32 bits.
    this.memory = Arena.ofAuto().allocate(Math.toIntExact(all), LINE);
    this.jobs = GROUPS + Math.toIntExact(rows);
    for (int lane = 0; lane < LINE / Float.BYTES; lane++) {
      memory.setAtIndex(JAVA_FLOAT, LOW / Float.BYTES + lane, ending.low());
      memory.setAtIndex(JAVA_FLOAT, HIGH / Float.BYTES + lane, ending.high());
    }
    this.end = this.jobs + jobs * JOB_BYTES;
    for (int room = 0; room < split.rooms(); room++) {
      put(groups, room, bytes(Math.multiplyExact(room, split.room())));
    }
  }

  private void put(CellGroups all, int room, int sums) {
    for (int i = 0; i < all.count() * all.rows(); i++) {
      long group = group(room, i / all.rows());
      int row = i % all.rows();
      memory.set(JAVA_INT, group + read(row), bytes(all.reads()[i]));
      memory.set(JAVA_INT, group + write(row), bytes(all.writes()[i]));
      memory.set(JAVA_INT, group + GROUP_SUMS, sums);
    }
  }

  /** Of a group: the distance to what a row reads. */
  static int read(int row) {
    return row * Integer.BYTES;
  }

  /** Of a group: the distance to where a row is written. */
  static int write(int row) {
    return (CellShape.MOST_ROWS + row) * Integer.BYTES;
  }

  /** Of a group: the distance to its sums from the first ones. */
  static final int GROUP_SUMS = 32;

  /** Bytes of an entry of the stream. */
  static int entryBytes(int filters) {
    return Integer.BYTES + filters * Float.BYTES;
  }

  static int bytes(int floats) {
    return Math.multiplyExact(floats, Float.BYTES);
  }

  /** The row of a group for a thread's sums. */
  long group(int room, int number) {
    return GROUPS + ((long) room * groups + number) * GROUP_BYTES;
  }

  long job(int number) {
    return jobs + (long) number * JOB_BYTES;
  }

  /**
   * A job begins, with the entries that follow.
   *
   * @param second bias of the second filter of a pair
   * @param full whether there is a second filter where there should be
   * @param output bytes from the first filter to its own, in the output
   * @param sums the same among sums
   */
  void begin(int job, float bias, float second, boolean full, int output, int sums) {
    int at = Math.toIntExact(job(job));
    memory.set(JAVA_INT, at + JOB_START, end);
    memory.set(JAVA_FLOAT, at + JOB_BIAS, bias);
    memory.set(JAVA_FLOAT, at + JOB_BIAS + Float.BYTES, second);
    memory.set(JAVA_INT, at + JOB_FULL, full ? 1 : 0);
    memory.set(JAVA_INT, at + JOB_OUTPUT, output);
    memory.set(JAVA_INT, at + JOB_SUMS, sums);
  }

  /** The second filter of a job has places of its own. */
  void second(int job, int output, int sums) {
    memory.set(JAVA_INT, job(job) + JOB_SECOND_OUTPUT, output);
    memory.set(JAVA_INT, job(job) + JOB_SECOND_SUMS, sums);
  }

  /** Adds to the stream the distance to a value, in floats. */
  void addOffset(int offset) {
    memory.set(JAVA_INT, end, bytes(offset));
    end += Integer.BYTES;
  }

  /** Adds a weight. */
  void addWeight(float weight) {
    memory.set(JAVA_FLOAT, end, weight);
    end += Float.BYTES;
  }

  /** A job has all its entries. */
  void end(int job) {
    memory.set(JAVA_INT, job(job) + JOB_END, end);
  }

  /** It has all those, too, that its first filter has alone. */
  void endAlone(int job) {
    memory.set(JAVA_INT, job(job) + JOB_ALONE_END, end);
  }

  MemorySegment memory() {
    return memory;
  }
}
