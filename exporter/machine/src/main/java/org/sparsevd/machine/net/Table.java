package org.sparsevd.machine.net;

import java.util.Arrays;
import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;
import org.sparsevd.machine.code.Width;

/**
 * Numbers that code reads one vector after another. They stand behind the code. A register points
 * into them and moves on with what is read, so that displacements take a byte.
 */
final class Table {
  /** Bytes of a vector of eight floats. */
  static final int VECTOR = Width.YMM.bytes();

  /** From the register back to the first vector that a byte reaches. */
  private static final int BEHIND = 128;

  /** How far the register moves on. */
  private static final int STEP = 256;

  private final Assembler to;
  private final Gp register;
  private final Label start = new Label();
  private float[] numbers = new float[1024];
  private int size;
  private int pointed = BEHIND;

  Table(Assembler to, Gp register) {
    this.to = to;
    this.register = register;
  }

  /** Makes the register point; before anything is read. */
  void point() {
    to.lea(register, start);
    to.add(register, BEHIND);
  }

  /** Where the next eight floats will be, which are these. */
  Address next(float[] eight) {
    if (size + eight.length > numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * numbers.length);
    }
    System.arraycopy(eight, 0, numbers, size, eight.length);
    int at = size * Float.BYTES;
    size += eight.length;
    if (at - pointed > Byte.MAX_VALUE) {
      to.add(register, STEP);
      pointed += STEP;
    }
    return Address.of(register, at - pointed);
  }

  /** Bytes so far. */
  int bytes() {
    return size * Float.BYTES;
  }

  /** Puts the numbers behind the code. */
  void write() {
    to.align(VECTOR);
    to.bind(start);
    for (int i = 0; i < size; i++) {
      to.data(numbers[i]);
    }
  }
}
