package org.sparsevd.machine.net;

import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Gp;

/**
 * Vectors of 512 bits and masks that code reads one after another. They stand behind the code, with
 * two registers that point among them.
 */
final class WideTable {
  /** Bytes of a vector. */
  static final int VECTOR = Memory.ALIGNMENT;

  private static final Gp VECTORS = Gp.R14;
  private static final Gp MASKS = Gp.R13;

  /** From where vectors begin to where the register points: bytes that a short displacement has. */
  private static final int VECTORS_BEHIND = 128 * VECTOR;

  private static final int MASKS_BEHIND = 128;

  private final Assembler to;
  private final Words vectors = new Words();
  private final Words masks = new Words();

  WideTable(Assembler to) {
    this.to = to;
  }

  /** Makes the registers point; before anything is read. */
  void point() {
    to.lea(VECTORS, vectors.start());
    to.add(VECTORS, VECTORS_BEHIND);
    to.lea(MASKS, masks.start());
    to.add(MASKS, MASKS_BEHIND);
  }

  /** Where the next sixteen floats will be, which are these. */
  Address next(float[] floats) {
    int at = vectors.bytes();
    for (float each : floats) {
      vectors.add(each);
    }
    return Address.of(VECTORS, at - VECTORS_BEHIND);
  }

  /** Where the next sixteen numbers will be, which are these. */
  Address next(int[] numbers) {
    int at = vectors.bytes();
    for (int each : numbers) {
      vectors.add(each);
    }
    return Address.of(VECTORS, at - VECTORS_BEHIND);
  }

  /** Where the next mask will be: 64 bits, of which code may read the lowest 16. */
  Address mask(long bits) {
    int at = masks.bytes();
    masks.add((int) bits);
    masks.add((int) (bits >>> Integer.SIZE));
    return Address.of(MASKS, at - MASKS_BEHIND);
  }

  /** Puts all behind the code. */
  void write() {
    vectors.write(to);
    masks.write(to);
  }
}
