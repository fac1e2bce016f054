package org.sparsevd.onnx.suite;

import java.util.function.Predicate;

/**
 * An operator that graphs are drawn of.
 *
 * @param name ONNX's
 * @param since the oldest operator set in which it is drawn
 * @param fits which values it can be drawn onto
 * @param steep whether rounding before it can show after it: it then reads exact values alone
 * @param keeps whether it computes without rounding
 * @param drawing adds it to a draft
 */
record DraftRow(
    String name,
    int since,
    Predicate<DraftValue> fits,
    boolean steep,
    boolean keeps,
    Drawing drawing) {
  /** Adds an operator that reads a value. */
  interface Drawing {
    void draw(GraphDraft draft, DraftValue in);
  }

  /** Rounds, onto any floats. */
  static DraftRow rounding(String name, int since, Drawing drawing) {
    return new DraftRow(name, since, DraftValue::isFloat, false, false, drawing);
  }

  /** Moves or chooses values, any of floats. */
  static DraftRow exact(String name, int since, Drawing drawing) {
    return new DraftRow(name, since, DraftValue::isFloat, false, true, drawing);
  }

  /** The same where its values jump. */
  DraftRow atJumps() {
    return new DraftRow(name, since, fits, true, keeps, drawing);
  }

  /** The same for these values. */
  DraftRow onto(Predicate<DraftValue> values) {
    return new DraftRow(name, since, values, steep, keeps, drawing);
  }
}
