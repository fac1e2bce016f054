package org.sparsevd.machine.rows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

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
record WordTable(MemorySegment memory, int chunks, int panels) {
  /** Bytes from one number that is repeated, for a vector of any width, to the next. */
  static final int VECTOR = 64;

  /** The least sum. */
  static final int FLOOR = 0;

  /** Reciprocal, least and most of the levels that are read, and of those that are found. */
  static final int READ = VECTOR;

  static final int FOUND = READ + 3 * VECTOR;

  /** What makes numbers whole that it is added to. */
  static final int WHOLE = FOUND + 3 * VECTOR;

  private static final int CHUNKS = WHOLE + VECTOR;

  /** Where the groups of a chunk begin, behind their count. */
  static final int FIRST_GROUP = 8;

  private static final int GROUP_BYTES = 8;

  /** Groups of a chunk: they take some microseconds. */
  private static final int GROUPS = 8;

  private static final int CHUNK_BYTES = FIRST_GROUP + GROUPS * GROUP_BYTES;

  /** Of a panel: bytes from the first output to its own. */
  static final int OUTPUT = 0;

  /** Of a panel: where its weights begin. */
  static final int WEIGHTS = 4;

  static final int PANEL_BYTES = 8;
  private static final int LINE = 64;

  static WordTable of(WordCode code) {
    LevelMatrix layer = code.layer();
    int groups = (layer.vectors() + code.rows() - 1) / code.rows();
    int chunks = (groups + GROUPS - 1) / GROUPS;
    int panels = (layer.outputs() + code.outputs() - 1) / code.outputs();
    int weights = (CHUNKS + chunks * CHUNK_BYTES + panels * PANEL_BYTES + LINE - 1) / LINE * LINE;
    int bytes = Math.addExact(weights, Math.multiplyExact(panels, code.panelBytes()));
    WordTable table = new WordTable(Arena.ofAuto().allocate(bytes, LINE), chunks, panels);
    table.repeat(FLOOR, layer.ending().floor());
    table.levels(READ, layer.read());
    table.levels(FOUND, layer.ending().levels());
    table.repeat(WHOLE, Op.Quantize.WHOLE);
    for (int group = 0; group < groups; group++) {
      table.group(group, groups, code);
    }
    for (int panel = 0; panel < panels; panel++) {
      int first = Math.min(panel * code.outputs(), layer.outputs() - code.outputs());
      int start = weights + panel * code.panelBytes();
      table.memory.set(JAVA_INT, table.panel(panel) + OUTPUT, first * Float.BYTES);
      table.memory.set(JAVA_INT, table.panel(panel) + WEIGHTS, start);
      table.weights(code, first, start);
      if (layer.ending().isScaled()) {
        int behind = start + code.weightBytes();
        table.put(behind, layer.ending().scale(), first, code.outputs());
        table.put(
            behind + code.outputs() * Float.BYTES, layer.ending().shift(), first, code.outputs());
      }
    }
    return table;
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

  private void put(int at, float[] numbers, int first, int count) {
    MemorySegment.copy(numbers, first, memory, JAVA_FLOAT, at, count);
  }

  private void group(int group, int groups, WordCode code) {
    LevelMatrix layer = code.layer();
    int vector = Math.min(group * code.rows(), layer.vectors() - code.rows());
    long chunk = chunk(group / GROUPS);
    int count = Math.min(GROUPS, groups - group / GROUPS * GROUPS);
    memory.set(JAVA_INT, chunk, count);
    long at = chunk + FIRST_GROUP + (long) group % GROUPS * GROUP_BYTES;
    memory.set(JAVA_INT, at, Math.multiplyExact(vector, code.rowBytes()));
    int row = Math.multiplyExact(layer.outputs(), Float.BYTES);
    memory.set(JAVA_INT, at + Integer.BYTES, Math.multiplyExact(vector, row));
  }

  private void weights(WordCode code, int first, int start) {
    LevelMatrix layer = code.layer();
    int lanes = code.width().lanes();
    int end = start + code.weightBytes();
    for (int at = start; at < end; at += 2) {
      int lane = (at - start) / 2 % code.outputs();
      int pair = (at - start) / 2 / code.outputs();
      int column = WordCode.column(pair);
      int row = (first + lane / lanes * lanes + lane % lanes) * layer.columns();
      for (int i = 0; i < 2 && column + i < layer.columns(); i++) {
        memory.set(JAVA_BYTE, at + i, layer.weights()[row + column + i]);
      }
    }
  }

  long chunk(int number) {
    return CHUNKS + (long) number * CHUNK_BYTES;
  }

  long panel(int number) {
    return chunk(chunks) + (long) number * PANEL_BYTES;
  }
}
