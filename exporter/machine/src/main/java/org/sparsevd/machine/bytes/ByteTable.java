package org.sparsevd.machine.bytes;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.sparsevd.runtime.tile.bytes.ByteEnding;
import org.sparsevd.runtime.tile.bytes.ByteLevels;

/**
 * What the code of a layer reads beside values, off the heap: constants for all lanes, the places
 * of each group of cells, a job for each filter or for some that share what they read, and the
 * streams of weights. All sessions share it.
 */
final class ByteTable {
  static final int LINE = 64;

  /** Words of one. */
  static final int ONES = 0;

  static final int LOW = LINE;
  static final int HIGH = 2 * LINE;
  static final int INVERSE = 3 * LINE;
  static final int LEVEL_LOW = 4 * LINE;
  static final int LEVEL_HIGH = 5 * LINE;

  /** The byte for zero, as a number of 32 bits. */
  static final int ZERO = 6 * LINE;

  /** The lowest byte of 32 bits. */
  static final int BYTE = 7 * LINE;

  /** The byte for zero of what is added, less than zero. */
  static final int OTHER_ZERO = 8 * LINE;

  /** The same as for the levels of the output, for those in between. */
  static final int FIRST_INVERSE = 9 * LINE;

  static final int FIRST_LOW = 10 * LINE;
  static final int FIRST_HIGH = 11 * LINE;

  private static final int GROUPS = 12 * LINE;
  private static final int GROUP_BYTES = 8;

  /** Of a job: where its stream begins, from the beginning of the table on. */
  static final int JOB_START = 0;

  /** Of a job: how many bins of four entries it has, of three, two, one. */
  static final int JOB_COUNTS = 4;

  /** Of a job: bytes from the first channel of the output to that of its first filter. */
  static final int JOB_OUTPUT = 20;

  /** Of a job: bytes from the first image to where its sums lie between blocks of channels. */
  static final int JOB_SUMS = 24;

  private static final int JOB_FILTERS = 32;

  /** Of a filter of a job, what its sum begins with. */
  static final int BIAS = 0;

  static final int SCALE = 4;
  static final int SHIFT = 8;

  /** Scale and shift of what is added. */
  static final int OTHER_SCALE = 12;

  static final int OTHER_SHIFT = 16;

  /** Bits in front of the byte of what is added, as a number of 64 bits. */
  static final int OTHER_BITS = 24;

  /** Scale and shift of levels in between. */
  static final int AGAIN_SCALE = 32;

  static final int AGAIN_SHIFT = 36;

  private static final int FILTER_BYTES = 48;

  private final MemorySegment memory;
  private final int jobBytes;
  private final int jobs;
  private int end;

  /**
   * A table to be filled.
   *
   * @param jobBytes bytes of a job
   * @param streams bytes of all streams
   */
  ByteTable(int groups, int jobs, int jobBytes, long streams) {
    long before = GROUPS + (long) groups * GROUP_BYTES + (long) jobs * jobBytes;
    // Distances in it have a sign and 32 bits. The last job's byte counts are read as 16 bytes.
    this.memory = Arena.ofAuto().allocate(Math.toIntExact(before + streams + LINE), LINE);
    this.jobBytes = jobBytes;
    this.jobs = GROUPS + groups * GROUP_BYTES;
    this.end = (int) before;
  }

  static int jobBytes(int filters) {
    return JOB_FILTERS + filters * FILTER_BYTES;
  }

  /** Of a job: where one of its filters says something. */
  static int filter(int filter, int what) {
    return JOB_FILTERS + filter * FILTER_BYTES + what;
  }

  void constants(ByteEnding ending) {
    ByteLevels levels = ending.levels() == null ? new ByteLevels(1, 0) : ending.levels();
    int other = ending.residual() == null ? 0 : -ending.residual().zero();
    ByteLevels first = ending.between() == null ? levels : ending.between().levels();
    for (int lane = 0; lane < LINE; lane += Float.BYTES) {
      memory.set(JAVA_FLOAT, FIRST_INVERSE + lane, first.inverse());
      memory.set(JAVA_FLOAT, FIRST_LOW + lane, first.low());
      memory.set(JAVA_FLOAT, FIRST_HIGH + lane, first.high());
      memory.set(JAVA_INT, ONES + lane, 0x00010001);
      memory.set(JAVA_FLOAT, LOW + lane, ending.low());
      memory.set(JAVA_FLOAT, HIGH + lane, ending.high());
      memory.set(JAVA_FLOAT, INVERSE + lane, levels.inverse());
      memory.set(JAVA_FLOAT, LEVEL_LOW + lane, levels.low());
      memory.set(JAVA_FLOAT, LEVEL_HIGH + lane, levels.high());
      memory.set(JAVA_INT, ZERO + lane, levels.zero());
      memory.set(JAVA_INT, BYTE + lane, 255);
      memory.set(JAVA_INT, OTHER_ZERO + lane, other);
    }
  }

  /** Groups read and write from these places on, in floats. */
  void groups(int[] reads, int[] writes) {
    for (int i = 0; i < reads.length; i++) {
      memory.set(JAVA_INT, group(i), bytes(reads[i]));
      memory.set(JAVA_INT, group(i) + Integer.BYTES, bytes(writes[i]));
    }
  }

  static int bytes(int floats) {
    return Math.multiplyExact(floats, Float.BYTES);
  }

  long group(int number) {
    return GROUPS + (long) number * GROUP_BYTES;
  }

  long job(int number) {
    return jobs + (long) number * jobBytes;
  }

  /** A job begins, with the streams that follow. */
  void begin(int job, int output, int sums) {
    set(job, JOB_SUMS, sums);
    memory.set(JAVA_INT, job(job) + JOB_START, end);
    memory.set(JAVA_INT, job(job) + JOB_OUTPUT, output);
  }

  /** Says something of a filter of a job. */
  void set(int job, int filter, int what, int value) {
    set(job, filter(filter, what), value);
  }

  /** The same of a number that is not whole. */
  void set(int job, int filter, int what, float value) {
    set(job, filter(filter, what), value);
  }

  /** Puts a number to a place of a job. */
  void set(int job, int place, int value) {
    memory.set(JAVA_INT, job(job) + place, value);
  }

  /** The same of a number that is not whole. */
  void set(int job, int place, float value) {
    memory.set(JAVA_FLOAT, job(job) + place, value);
  }

  /** How many bins of so many entries a job has. */
  void count(int job, int entries, int count) {
    memory.set(JAVA_INT, job(job) + counts(entries), count);
  }

  /** Of a job: how many bins of so many entries it has. */
  static int counts(int entries) {
    return JOB_COUNTS + (ByteShape.TOGETHER - entries) * Integer.BYTES;
  }

  /** Adds a number to the stream. */
  void add(int number) {
    memory.set(JAVA_INT, end, number);
    end += Integer.BYTES;
  }

  MemorySegment memory() {
    return memory;
  }
}
