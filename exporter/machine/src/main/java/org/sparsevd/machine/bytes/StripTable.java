package org.sparsevd.machine.bytes;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import org.sparsevd.runtime.tile.bytes.ByteConvolution;
import org.sparsevd.runtime.tile.bytes.ByteLanes;

/**
 * What the code of a {@link StripShape} reads beside values. In front of the weights of all jobs
 * are constants for all lanes: factors as words, what takes 360 out of a sum, and shuffles of
 * bytes.
 *
 * @param constants where they begin in the table
 */
record StripTable(StripShape shape, JobLayout layout, ByteTable table, int constants) {
  /** Of a group: bytes from the first image to where its words go. */
  static final int WORDS = 4;

  /** Factors lie between this and its negative. */
  private static final int MOST_FACTOR = 12;

  private static final int INVERSE = 2 * MOST_FACTOR + 1;
  private static final int SHIFT = INVERSE + 1;
  private static final int BOTH = SHIFT + 1;
  private static final int SINGLE = BOTH + 2;
  private static final int COUNT = SINGLE + 2;

  /** A byte of a shuffle that becomes zero. */
  private static final int NONE = 0x80;

  /** The table of a layer, without its groups. */
  static StripTable of(StripShape shape, JobLayout layout, int groups) {
    ByteConvolution layer = shape.layer();
    int jobs = ByteLanes.planes(layer.filters());
    int points = StripPoints.COUNT * shape.height() * shape.pairs();
    long weights = (long) jobs * layout.filters() * (points + 1) * Integer.BYTES;
    long bytes = weights + (long) COUNT * ByteTable.LINE;
    ByteTable table = new ByteTable(groups * shape.slots(), 1, jobs, layout.bytes(), bytes);
    StripTable all = new StripTable(shape, layout, table, table.end());
    table.constants(layer.ending());
    all.fill();
    for (int job = 0; job < jobs; job++) {
      JobTable.numbers(table, layout, layer, job, job * layout.filters());
      table.set(job, layout.firstStream() + JobLayout.START, table.end());
      for (int filter = 0; filter < layout.filters(); filter += shape.filters()) {
        all.weights(job * layout.filters() + filter);
      }
    }
    return all;
  }

  private void fill() {
    for (int factor = -MOST_FACTOR; factor <= MOST_FACTOR; factor++) {
      line((factor & 0xffff) | factor << 16, 0);
    }
    line(StripPoints.INVERSE, 0);
    table.add(StripPoints.SHIFT);
    for (int i = Integer.BYTES; i < ByteTable.LINE; i += Integer.BYTES) {
      table.add(0);
    }
    line(NONE << 8 | 2 << 16 | NONE << 24, 0x00040004);
    line(1 | NONE << 8 | 3 << 16 | NONE << 24, 0x00040004);
    line(1 | NONE << 8 | NONE << 16 | NONE << 24, 0x00000004);
    line(NONE | NONE << 8 | 1 << 16 | NONE << 24, 0x00040000);
  }

  /** A constant for all lanes, each of four of them with so much more than the one before. */
  private void line(int first, int step) {
    for (int lane = 0; lane < ByteTable.LINE / Integer.BYTES; lane++) {
      table.add(first + lane % Integer.BYTES * step);
    }
  }

  private void weights(int first) {
    for (int point = 0; point < StripPoints.COUNT; point++) {
      for (int k = 0; k < shape.height() * shape.pairs(); k++) {
        for (int filter = first; filter < first + shape.filters(); filter++) {
          table.add(shape.weights(filter, point, k / shape.pairs(), k % shape.pairs()));
        }
      }
    }
    ByteConvolution layer = shape.layer();
    for (int filter = first; filter < first + shape.filters(); filter++) {
      table.add(filter < layer.filters() ? layer.starts()[filter] : 0);
    }
  }

  /** Groups read and write from these places on; words go to a slot of their own each time. */
  void groups(int[] reads, int[] writes) {
    int count = reads.length;
    int[] allReads = new int[count * shape.slots()];
    int[] allWrites = new int[allReads.length];
    for (int i = 0; i < allReads.length; i++) {
      allReads[i] = reads[i % count];
      allWrites[i] = writes[i % count];
    }
    table.groups(allReads, allWrites);
    int cell = shape.products().width().lanes();
    for (int i = 0; i < allReads.length; i++) {
      int words = shape.layer().sums() + i / count * shape.scratch() * cell;
      table.memory().set(JAVA_INT, table.chunk(i) + WORDS, ByteTable.bytes(words));
    }
  }

  private int constant(int number) {
    return constants + number * ByteTable.LINE;
  }

  /** Where a factor lies. */
  int factor(int factor) {
    return constant(factor + MOST_FACTOR);
  }

  /** Where the number lies that takes 45 out of a sum. */
  int inverse() {
    return constant(INVERSE);
  }

  /** Where the bits lie by which it is shifted then. */
  int shift() {
    return constant(SHIFT);
  }

  /** The shuffle that makes two channels words: the first and the third, or the two others. */
  int both(int number) {
    return constant(BOTH + number);
  }

  /** The shuffle that makes the second channel the first word, or the second one. */
  int single(int number) {
    return constant(SINGLE + number);
  }
}
