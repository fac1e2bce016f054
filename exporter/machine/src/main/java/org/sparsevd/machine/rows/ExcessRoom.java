package org.sparsevd.machine.rows;

import org.sparsevd.runtime.level.LevelMatrix;

/**
 * Where numbers lie behind the packed vectors, in bytes: odd levels of steps as words, {@code
 * [step][vector]}; then sums that products begin with, {@code [eight outputs][vector][output]} of a
 * panel; then room for eight outputs. All is there for as many whole eights of vectors as there
 * are.
 *
 * @param eights of vectors
 * @param run eights of vectors whose sums are in registers at a time
 */
record ExcessRoom(RowsShape shape, int eights, int run) {
  private static final int EIGHT = ExcessTable.EIGHT;

  /** Bytes of eight numbers. */
  static final int VECTOR = EIGHT * Integer.BYTES;

  static ExcessRoom of(RowsShape shape) {
    int eights = (shape.layer().vectors() + EIGHT - 1) / EIGHT;
    int runs = (eights + LevelMatrix.RUN - 1) / LevelMatrix.RUN;
    return new ExcessRoom(shape, eights, (eights + runs - 1) / runs);
  }

  /** Bytes from a step to the next. */
  int stepBytes() {
    return eights * VECTOR;
  }

  int runs() {
    return (eights + run - 1) / run;
  }

  /** The first eight of a run; the last one may repeat some of the run before. */
  int first(int number) {
    return Math.min(number * run, eights - run);
  }

  int words() {
    return Math.multiplyExact(eights * EIGHT, shape.rowBytes());
  }

  int sums() {
    return Math.addExact(words(), Math.multiplyExact(shape.steps(), stepBytes()));
  }

  int waiting() {
    return Math.addExact(sums(), Math.multiplyExact(shape.outputs() / EIGHT, sumBytes()));
  }

  /** Bytes of the sums of eight outputs. */
  int sumBytes() {
    return Math.multiplyExact(eights * EIGHT, VECTOR);
  }
}
