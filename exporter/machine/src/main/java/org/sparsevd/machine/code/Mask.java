package org.sparsevd.machine.code;

/**
 * A mask register of AVX-512.
 *
 * @param number 0 to 7; as the mask of an instruction, 0 means that there is none
 */
public record Mask(int number) implements Operand {
  /** No mask. */
  public static final Mask NONE = new Mask(0);

  public Mask {
    if (number < 0 || number > 7) {
      throw new IllegalArgumentException("a mask register has a number from 0 to 7: " + number);
    }
  }
}
