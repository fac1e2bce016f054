package org.sparsevd.machine.rows;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What was taken out of weights, off the heap: eight outputs after eight. Of each output how many
 * steps there are, then where levels of a step lie and its two weights. Behind the eight what their
 * sums begin with.
 *
 * @param eights where those of eight outputs begin
 */
record ExcessTable(MemorySegment memory, int[] eights) {
  /** Outputs that are turned together, and vectors. */
  static final int EIGHT = 8;

  /** Bits to shift a step by so that its odd levels become words, and what those have. */
  static final int SHIFT = 0;

  static final int MASK = 32;
  private static final int BEGIN = 64;
  private static final int ODD = 0x00ff00ff;

  static ExcessTable of(RowsShape shape, Excess excess, ExcessRoom room) {
    int outputs = shape.layer().outputs();
    int count = outputs / EIGHT;
    long steps = excess.steps();
    long bytes = BEGIN + 2L * Integer.BYTES * (steps + 10L * count);
    MemorySegment memory = Arena.ofAuto().allocate(Math.toIntExact(bytes), BEGIN);
    memory.set(JAVA_INT, SHIFT, Byte.SIZE);
    for (int i = 0; i < EIGHT; i++) {
      memory.set(JAVA_INT, MASK + i * Integer.BYTES, ODD);
    }
    int[] eights = new int[count];
    int at = BEGIN;
    for (int i = 0; i < count; i++) {
      eights[i] = at;
      int first = i * EIGHT;
      for (int output = first; output < first + EIGHT; output++) {
        at = put(memory, at, shape, excess, room, output);
      }
      for (int output = first; output < first + EIGHT; output++) {
        memory.set(JAVA_INT, at, shape.start(output));
        at += Integer.BYTES;
      }
    }
    return new ExcessTable(memory, eights);
  }

  private static int put(
      MemorySegment memory,
      int start,
      RowsShape shape,
      Excess excess,
      ExcessRoom room,
      int output) {
    int at = start + Integer.BYTES;
    int count = 0;
    for (int step = 0; step < shape.steps(); step++) {
      int words = excess.words(output, shape.column(step));
      if (words != 0) {
        memory.set(JAVA_INT, at, Math.multiplyExact(step, room.stepBytes()));
        memory.set(JAVA_INT, at + Integer.BYTES, words);
        at += 2 * Integer.BYTES;
        count++;
      }
    }
    memory.set(JAVA_INT, start, count);
    return at;
  }
}
