package org.sparsevd.machine.bytes;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.sparsevd.runtime.tile.bytes.ByteEnding;
import org.sparsevd.runtime.tile.bytes.ByteLevels;

/**
 * What the code of a layer reads beside values, off the heap: constants for all lanes, the places
 * of groups of cells in chunks, jobs, and the streams of weights. All sessions share it.
 */
public final class ByteTable {
  /** Bytes of a constant. */
  public static final int LINE = 64;

  /** Words of one. */
  static final int ONES = 0;

  public static final int LOW = LINE;
  public static final int HIGH = 2 * LINE;
  public static final int INVERSE = 3 * LINE;
  public static final int LEVEL_LOW = 4 * LINE;
  public static final int LEVEL_HIGH = 5 * LINE;

  /** The byte for zero, as words. */
  public static final int ZERO = 6 * LINE;

  /** The byte for zero of what is added, less than zero. */
  static final int OTHER_ZERO = 7 * LINE;

  /** The same as for the levels of the output, for those in between. */
  static final int FIRST_INVERSE = 8 * LINE;

  static final int FIRST_LOW = 9 * LINE;
  static final int FIRST_HIGH = 10 * LINE;

  /** For a shuffle of bytes: four numbers of four lanes become the numbers of each lane. */
  static final int TURN = 11 * LINE;

  /** Four shuffles of bytes: one byte of each lane, as a number of 32 bits. */
  private static final int PARTS = 12 * LINE;

  /** Where the groups of a chunk begin, behind their count. */
  public static final int FIRST_GROUP = 8;

  private static final int CHUNKS = 16 * LINE;
  private static final int GROUP_BYTES = 8;

  private final MemorySegment memory;
  private final int chunkSize;
  private final int jobBytes;
  private final int jobs;
  private int end;

  /**
   * A table to be filled.
   *
   * @param groups of cells
   * @param chunkSize groups that a call does, at most
   * @param jobBytes bytes of a job
   * @param streams bytes of all streams
   */
  public ByteTable(int groups, int chunkSize, int jobs, int jobBytes, long streams) {
    long chunks = (groups + chunkSize - 1) / chunkSize;
    long front = CHUNKS + chunks * FIRST_GROUP + (long) groups * GROUP_BYTES;
    long before = front + (long) jobs * jobBytes;
    // Distances in it have a sign and 32 bits. The last job's byte counts are read as 16 bytes,
    // and entries of streams may be loaded two ahead.
    this.memory = Arena.ofAuto().allocate(Math.toIntExact(before + streams + LINE), LINE);
    this.chunkSize = chunkSize;
    this.jobBytes = jobBytes;
    this.jobs = Math.toIntExact(front);
    this.end = (int) before;
  }

  /** The shuffle that takes one of the bytes of each lane. */
  static int part(int channel) {
    return PARTS + channel * LINE;
  }

  public void constants(ByteEnding ending) {
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
      memory.set(JAVA_INT, ZERO + lane, levels.zero() * 0x00010001);
      memory.set(JAVA_INT, OTHER_ZERO + lane, other);
      int own = lane / Float.BYTES % Float.BYTES;
      memory.set(JAVA_INT, TURN + lane, 0x0c080400 + own * 0x01010101);
      for (int channel = 0; channel < Float.BYTES; channel++) {
        memory.set(JAVA_INT, part(channel) + lane, 0x80808000 + own * Float.BYTES + channel);
      }
    }
  }

  /** Groups read and write from these places on, in floats. Chunks of them begin with a count. */
  public void groups(int[] reads, int[] writes) {
    for (int i = 0; i < reads.length; i++) {
      if (i % chunkSize == 0) {
        int count = Math.min(chunkSize, reads.length - i);
        memory.set(JAVA_INT, chunk(i / chunkSize), count);
      }
      long at = chunk(i / chunkSize) + FIRST_GROUP + (long) i % chunkSize * GROUP_BYTES;
      memory.set(JAVA_INT, at, bytes(reads[i]));
      memory.set(JAVA_INT, at + Integer.BYTES, bytes(writes[i]));
    }
  }

  public static int bytes(int floats) {
    return Math.multiplyExact(floats, Float.BYTES);
  }

  /** Where a chunk of groups begins. */
  public long chunk(int number) {
    return CHUNKS + (long) number * (FIRST_GROUP + (long) chunkSize * GROUP_BYTES);
  }

  public long job(int number) {
    return jobs + (long) number * jobBytes;
  }

  /** Where the next number of a stream will be. */
  public int end() {
    return end;
  }

  /** Puts a number to a place of a job. */
  public void set(int job, int place, int value) {
    memory.set(JAVA_INT, job(job) + place, value);
  }

  /** The same of a number that is not whole. */
  public void set(int job, int place, float value) {
    memory.set(JAVA_FLOAT, job(job) + place, value);
  }

  /** Adds a number to the stream. */
  public void add(int number) {
    memory.set(JAVA_INT, end, number);
    end += Integer.BYTES;
  }

  /** Adds numbers to the stream. */
  public void add(int[] numbers) {
    MemorySegment.copy(numbers, 0, memory, JAVA_INT, end, numbers.length);
    end += numbers.length * Integer.BYTES;
  }

  public MemorySegment memory() {
    return memory;
  }
}
