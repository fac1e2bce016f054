package org.sparsevd.machine.code;

/** The bytes behind an opcode that say which register and which place in memory are meant. */
final class ModRm {
  private static final int REGISTER = 3;
  private static final int WITH_SIB = 4;
  private static final int NO_INDEX = 4;

  private ModRm() {}

  /**
   * Writes them.
   *
   * @param field number of the register that is no {@code r/m}, or three bits more of the opcode
   * @param unit bytes that a displacement of one byte counts in
   */
  static void write(CodeBuffer code, int field, Operand operand, int unit) {
    int middle = (field & 7) << 3;
    if (operand instanceof Address address) {
      memory(code, middle, address, unit);
    } else {
      code.put(REGISTER << 6 | middle | operand.number() & 7);
    }
  }

  private static void memory(CodeBuffer code, int middle, Address address, int unit) {
    int low = address.base().number() & 7;
    int displacement = address.displacement();
    // With rbp and r13, no displacement means something else.
    boolean none = displacement == 0 && low != (Gp.RBP.number() & 7);
    boolean isShort = displacement % unit == 0 && isByte(displacement / unit);
    int mode = none ? 0 : isShort ? 1 : 2;
    // With rsp and r12, the plain form means something else.
    boolean sib = address.index() != null || low == WITH_SIB;
    code.put(mode << 6 | middle | (sib ? WITH_SIB : low));
    if (sib) {
      int index = address.index() == null ? NO_INDEX : address.index().number() & 7;
      int scale = Integer.numberOfTrailingZeros(address.scale());
      code.put(scale << 6 | index << 3 | low);
    }
    if (mode == 1) {
      code.put(displacement / unit);
    } else if (mode == 2) {
      code.putInt(displacement);
    }
  }

  /** Whether a number fits into a byte with a sign. */
  static boolean isByte(int number) {
    return number == (byte) number;
  }

  /** Whether the register at this bit of its number is one of the upper half. */
  static int bit(int number, int bit) {
    return number >> bit & 1;
  }

  /** The bit of {@code r/m} or base that does not fit behind the opcode. */
  static int baseBit(Operand operand) {
    int number = operand instanceof Address address ? address.base().number() : operand.number();
    return bit(number, 3);
  }

  /** The same of the index. */
  static int indexBit(Operand operand) {
    boolean indexed = operand instanceof Address address && address.index() != null;
    return indexed ? bit(((Address) operand).index().number(), 3) : 0;
  }
}
