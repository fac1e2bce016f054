package org.sparsevd.cli.io;

import org.sparsevd.runtime.Value;
import org.sparsevd.tensor.ElementType;

/** The elements of a value as numbers, whatever they are. */
public final class ValueNumbers {
  private ValueNumbers() {}

  /** Floats and whole numbers as they are; truths as 1 and 0. */
  public static float[] of(Value value) {
    if (value.type() != ElementType.BOOL) {
      return value.floats();
    }
    boolean[] truths = value.booleans();
    float[] numbers = new float[truths.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = truths[i] ? 1 : 0;
    }
    return numbers;
  }
}
