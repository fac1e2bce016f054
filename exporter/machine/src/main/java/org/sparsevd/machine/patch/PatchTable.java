package org.sparsevd.machine.patch;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import org.sparsevd.machine.bytes.ByteTable;
import org.sparsevd.machine.bytes.JobLayout;
import org.sparsevd.machine.bytes.JobTable;
import org.sparsevd.runtime.tile.bytes.ByteConvolution;
import org.sparsevd.runtime.tile.bytes.ByteLanes;

/**
 * What the code of a {@link PatchShape} reads beside values. In front of the weights are constants
 * for all lanes: shuffles of bytes, a factor, and what takes the factors out of a sum. Then come
 * what the sums of all filters begin with, then the weights of each part in the order in which they
 * are read.
 *
 * @param constants where they begin in the table
 */
record PatchTable(PatchShape shape, JobLayout layout, ByteTable table, int constants) {
  /** Of a group: bytes from the first image to where its words go. */
  static final int WORDS = 4;

  /** Of a part's first job: where its weights lie. */
  static final int WEIGHTS = JobLayout.START;

  /** Of a job: where what the sums of its filters begin with lies. */
  static final int STARTS = JobLayout.SUMS;

  private static final int LOWER = 0;
  private static final int UPPER = 1;
  private static final int FOUR = 2;
  private static final int INVERSE = 3;
  private static final int SHIFTS = 4;
  private static final int COUNT = SHIFTS + 3;

  /** A byte of a shuffle that becomes zero. */
  private static final int NONE = 0x80;

  /** The table of a layer, without its groups. */
  static PatchTable of(PatchShape shape, JobLayout layout) {
    ByteConvolution layer = shape.layer();
    int jobs = shape.parts() * PatchShape.PART / layout.filters();
    long starts = (long) jobs * layout.filters() * Integer.BYTES;
    long bytes = COUNT * ByteTable.LINE + starts + shape.weights() * Integer.BYTES;
    int patches = shape.groups() * shape.together() * shape.slots();
    ByteTable table = new ByteTable(patches, shape.together(), jobs, layout.bytes(), bytes);
    PatchTable all = new PatchTable(shape, layout, table, table.end());
    table.constants(layer.ending());
    all.fill();
    for (int job = 0; job < ByteLanes.planes(layer.filters()); job++) {
      JobTable.numbers(table, layout, layer, job, job * layout.filters());
    }
    for (int job = 0; job < jobs; job++) {
      int at = table.end() + job * layout.filters() * Integer.BYTES;
      table.set(job, layout.firstStream() + STARTS, at);
    }
    for (int filter = 0; filter < jobs * layout.filters(); filter++) {
      boolean known = filter < layer.filters();
      table.add(known ? PatchPoints.CONSTANT_FACTOR * layer.starts()[filter] : 0);
    }
    for (int part = 0; part < shape.parts(); part++) {
      int job = part * PatchShape.PART / layout.filters();
      table.set(job, layout.firstStream() + WEIGHTS, table.end());
      table.add(new PatchWeights(shape).part(part));
    }
    return all;
  }

  private void fill() {
    line(NONE << 8 | 2 << 16 | NONE << 24, 0x00040004);
    line(1 | NONE << 8 | 3 << 16 | NONE << 24, 0x00040004);
    line(0x00040004, 0);
    line(PatchPoints.INVERSE, 0);
    for (int more = 0; more < COUNT - SHIFTS; more++) {
      table.add(PatchPoints.shift(1, 1) + more);
      for (int i = Integer.BYTES; i < ByteTable.LINE; i += Integer.BYTES) {
        table.add(0);
      }
    }
  }

  /** A constant for all lanes, each of four of them with so much more than the one before. */
  private void line(int first, int step) {
    for (int lane = 0; lane < ByteTable.LINE / Integer.BYTES; lane++) {
      table.add(first + lane % Integer.BYTES * step);
    }
  }

  /** Patches read and write from these places on; words go to a slot of their own each time. */
  void groups(int[] reads, int[] writes) {
    int each = shape.groups() * shape.together();
    int[] allReads = new int[each * shape.slots()];
    int[] allWrites = new int[allReads.length];
    for (int i = 0; i < allReads.length; i++) {
      // The last group repeats the last patch.
      int patch = Math.min(i % each, reads.length - 1);
      allReads[i] = reads[patch];
      allWrites[i] = writes[patch];
    }
    table.groups(allReads, allWrites);
    int cell = shape.products().width().lanes();
    for (int i = 0; i < shape.groups() * shape.slots(); i++) {
      int words = shape.layer().sums() + i / shape.groups() * shape.scratch() * cell;
      table.memory().set(JAVA_INT, table.chunk(i) + WORDS, ByteTable.bytes(words));
    }
  }

  private int constant(int number) {
    return constants + number * ByteTable.LINE;
  }

  /** The shuffle that makes channels words: the first and the third, or the two others. */
  int shuffle(int half) {
    return constant(half == 0 ? LOWER : UPPER);
  }

  /** Where words of four lie. */
  int four() {
    return constant(FOUR);
  }

  /** Where the number lies that takes nine out of a sum. */
  int inverse() {
    return constant(INVERSE);
  }

  /** Where the bits lie by which an output is shifted then. */
  int shift(int row, int column) {
    return constant(SHIFTS + PatchPoints.shift(row, column) - PatchPoints.shift(1, 1));
  }
}
