package org.sparsevd.machine.matrix;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.sparsevd.model.loop.Exponential;

/** Constants that {@link ShareCode} reads, each repeated for a vector of any width. */
enum ShareTable {
  SCALE(0),
  MOST(Exponential.MOST),
  LEAST(Exponential.LEAST),
  LOG2_E(Exponential.LOG2_E),
  ROUNDER(Exponential.ROUNDER),
  LESS_LN2_HIGH(-Exponential.LN2_HIGH),
  LESS_LN2_LOW(-Exponential.LN2_LOW),
  C7(Exponential.C7),
  C6(Exponential.C6),
  C5(Exponential.C5),
  C4(Exponential.C4),
  C3(Exponential.C3),
  C2(Exponential.C2),
  ONE(1),
  /** A whole number. */
  BIAS(Float.intBitsToFloat(Exponential.BIAS)),
  /** The largest of no products. */
  NOTHING(Float.NEGATIVE_INFINITY),
  ONE_IN_DOUBLE(0),
  /** A whole number of 64 bits. */
  ONE_BIT(0);

  /** Coefficients of the series from the third on; the last two are those of {@code 1 + r}. */
  static final ShareTable[] LATER = {C5, C4, C3, C2, ONE, ONE};

  private static final int VECTOR = 64;

  private final float value;

  ShareTable(float value) {
    this.value = value;
  }

  /** Whether each product needs it. */
  boolean isFrequent() {
    return ordinal() < NOTHING.ordinal();
  }

  /** Bytes from the first constant. */
  int place() {
    return ordinal() * VECTOR;
  }

  /** All of them, off the heap. */
  static MemorySegment of(float scale) {
    MemorySegment table = Arena.ofAuto().allocate((long) values().length * VECTOR, VECTOR);
    for (ShareTable each : values()) {
      for (int i = 0; i < VECTOR; i += Float.BYTES) {
        table.set(JAVA_FLOAT, each.place() + i, each == SCALE ? scale : each.value);
      }
    }
    for (int i = 0; i < VECTOR; i += Double.BYTES) {
      table.set(JAVA_DOUBLE, ONE_IN_DOUBLE.place() + i, 1);
    }
    table.set(JAVA_INT, ONE_BIT.place(), 1);
    return table;
  }
}
