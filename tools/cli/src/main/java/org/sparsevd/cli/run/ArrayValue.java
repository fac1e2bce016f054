package org.sparsevd.cli.run;

import java.io.IOException;
import org.sparsevd.array.NumberArray;
import org.sparsevd.cli.io.CliException;
import org.sparsevd.runtime.Value;
import org.sparsevd.runtime.ValueInfo;

/** Elements of an array as an input of a net takes them. */
public final class ArrayValue {
  private ArrayValue() {}

  /**
   * The value of an array. Whole numbers become those of another width, and floats; floats become
   * nothing else.
   *
   * @throws CliException if its elements are none of the input's type
   */
  public static Value of(NumberArray array, ValueInfo input) throws IOException, CliException {
    int[] shape = array.shape();
    if (input.type().isWhole() && array.type().isReal()) {
      throw CliException.failure(array + ": input '" + input.name() + "' takes whole numbers");
    }
    return switch (input.type()) {
      case FLOAT -> Value.of(array.floats(), shape);
      case INT64 -> Value.of(array.integers(), shape);
      case INT32 -> Value.of(ints(array), shape);
      case UINT8 -> Value.of(array.bytes(), shape);
      case BOOL -> Value.of(truths(array), shape);
    };
  }

  private static int[] ints(NumberArray array) throws IOException, CliException {
    long[] all = array.integers();
    int[] ints = new int[all.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = (int) all[i];
      if (ints[i] != all[i]) {
        throw CliException.failure(
            array.name() + ": expected numbers of 32 bits, found " + all[i] + array.at(i));
      }
    }
    return ints;
  }

  private static boolean[] truths(NumberArray array) throws IOException {
    byte[] all = array.bytes();
    boolean[] truths = new boolean[all.length];
    for (int i = 0; i < truths.length; i++) {
      truths[i] = all[i] != 0;
    }
    return truths;
  }
}
