package org.sparsevd.machine.rows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.sparsevd.model.Op;
import org.sparsevd.runtime.level.LevelMatrix;

/**
 * What the code of a layer reads beside its vectors, off the heap: chunks of groups of vectors,
 * panels of outputs, and the weights of each panel.
 *
 * @param chunks of groups
 * @param panels of outputs; the last one may repeat outputs of the one before
 */
record RowsTable(MemorySegment memory, int chunks, int panels) {
  /** Bytes from one number that is repeated, for a vector of any width, to the next. */
  static final int VECTOR = 64;

  /** The least sum. */
  static final int FLOOR = 0;

  /** Reciprocal, least and most of the levels that are read, and of those that are found. */
  static final int READ = VECTOR;

  static final int FOUND = READ + 3 * VECTOR;

  /** What makes numbers whole that it is added to. */
  static final int WHOLE = FOUND + 3 * VECTOR;

  /** Words: what packing adds to levels, and ones. */
  static final int OFFSET = WHOLE + VECTOR;

  static final int ONES = OFFSET + VECTOR;
  private static final int CHUNKS = ONES + VECTOR;

  /** Where the groups of a chunk begin, behind their count. */
  static final int FIRST_GROUP = 8;

  /** Of a group: bytes to what it reads, to what it writes, and to sums that it begins with. */
  static final int GROUP_BYTES = 12;

  /** Groups of a chunk: they take some microseconds. */
  private static final int GROUPS = 8;

  private static final int CHUNK_BYTES = FIRST_GROUP + GROUPS * GROUP_BYTES;

  /** Of a panel: bytes from the first output to its own. */
  static final int OUTPUT = 0;

  /** Of a panel: where its weights begin. */
  static final int WEIGHTS = 4;

  static final int PANEL_BYTES = 8;
  private static final int LINE = 64;

  /**
   * The table of a layer.
   *
   * @param all its weights, or what is left of them
   */
  static RowsTable of(RowsShape shape, byte[] all) {
    LevelMatrix layer = shape.layer();
    int groups = (layer.vectors() + shape.rows() - 1) / shape.rows();
    int chunks = (groups + GROUPS - 1) / GROUPS;
    int panels = (layer.outputs() + shape.outputs() - 1) / shape.outputs();
    int weights = (CHUNKS + chunks * CHUNK_BYTES + panels * PANEL_BYTES + LINE - 1) / LINE * LINE;
    int bytes = Math.addExact(weights, Math.multiplyExact(panels, shape.panelBytes()));
    RowsTable table = new RowsTable(Arena.ofAuto().allocate(bytes, LINE), chunks, panels);
    table.constants(shape);
    for (int group = 0; group < groups; group++) {
      table.group(group, groups, shape);
    }
    for (int panel = 0; panel < panels; panel++) {
      table.panel(shape, panel, weights + panel * shape.panelBytes(), all);
    }
    return table;
  }

  private void constants(RowsShape shape) {
    LevelMatrix layer = shape.layer();
    repeat(FLOOR, layer.ending().floor());
    levels(READ, layer.levels());
    levels(FOUND, layer.ending().levels());
    repeat(WHOLE, Op.Quantize.WHOLE);
    for (int i = 0; i < VECTOR; i += Short.BYTES) {
      memory.set(JAVA_SHORT, OFFSET + i, (short) shape.products().offset(layer.levels().zero()));
      memory.set(JAVA_SHORT, ONES + i, (short) 1);
    }
  }

  private void repeat(int at, float number) {
    for (int i = 0; i < VECTOR; i += Float.BYTES) {
      memory.set(JAVA_FLOAT, at + i, number);
    }
  }

  private void levels(int at, Op.Quantize levels) {
    if (levels != null) {
      repeat(at, levels.inverse());
      repeat(at + VECTOR, levels.least());
      repeat(at + 2 * VECTOR, levels.most());
    }
  }

  private void group(int group, int groups, RowsShape shape) {
    LevelMatrix layer = shape.layer();
    int vector = Math.min(group * shape.rows(), layer.vectors() - shape.rows());
    long chunk = chunk(group / GROUPS);
    int count = Math.min(GROUPS, groups - group / GROUPS * GROUPS);
    memory.set(JAVA_INT, chunk, count);
    long at = chunk + FIRST_GROUP + (long) group % GROUPS * GROUP_BYTES;
    memory.set(JAVA_INT, at, Math.multiplyExact(vector, shape.rowBytes()));
    int row = Math.multiplyExact(layer.outputs(), Float.BYTES);
    memory.set(JAVA_INT, at + Integer.BYTES, Math.multiplyExact(vector, row));
    memory.set(JAVA_INT, at + 2 * Integer.BYTES, Math.multiplyExact(vector, ExcessRoom.VECTOR));
  }

  private void panel(RowsShape shape, int panel, int start, byte[] all) {
    LevelMatrix layer = shape.layer();
    int first = Math.min(panel * shape.outputs(), layer.outputs() - shape.outputs());
    memory.set(JAVA_INT, panel(panel) + OUTPUT, first * Float.BYTES);
    memory.set(JAVA_INT, panel(panel) + WEIGHTS, start);
    for (int step = 0; step < shape.steps(); step++) {
      weights(shape, all, first, step, start + step * shape.stepBytes());
    }
    int behind = start + shape.weightBytes();
    for (int i = 0; i < shape.outputs(); i++) {
      memory.set(JAVA_INT, behind + i * Integer.BYTES, shape.start(first + i));
    }
    if (layer.ending().isScaled()) {
      put(behind + shape.endingBytes(), layer.ending().scale(), first, shape.outputs());
      put(behind + 2 * shape.endingBytes(), layer.ending().shift(), first, shape.outputs());
    }
  }

  private void put(int at, float[] numbers, int first, int count) {
    MemorySegment.copy(numbers, first, memory, JAVA_FLOAT, at, count);
  }

  /** The weights of a panel for a step: those of an output beside each other. */
  private void weights(RowsShape shape, byte[] all, int first, int step, int at) {
    int columns = shape.layer().columns();
    int width = shape.products().columns();
    int column = shape.column(step);
    int count = Math.max(0, Math.min(width, columns - column));
    for (int i = 0; i < shape.outputs() && count > 0; i++) {
      int from = (first + i) * columns + column;
      MemorySegment.copy(all, from, memory, JAVA_BYTE, at + i * width, count);
    }
  }

  long chunk(int number) {
    return CHUNKS + (long) number * CHUNK_BYTES;
  }

  /** The first output of a panel. */
  int output(int panel) {
    return memory.get(JAVA_INT, panel(panel) + OUTPUT) / Float.BYTES;
  }

  long panel(int number) {
    return chunk(chunks) + (long) number * PANEL_BYTES;
  }
}
