package org.sparsevd.machine.code;

import java.nio.ByteBuffer;

/**
 * What {@code r/m} names, read from code.
 *
 * @param field the three bits of the other register or of the opcode, without those of prefixes
 * @param register its number, or -1 for memory
 * @param address where in memory
 */
record DecodedOperand(int field, int register, long address) {

  /**
   * Reads it.
   *
   * @param index 8 where a prefix has the upper bit of the index, else 0
   * @param base the same of the base or the register
   * @param unit bytes that a short displacement counts in
   */
  static DecodedOperand read(ByteBuffer code, Emulator machine, int index, int base, int unit) {
    int modRm = code.get() & 255;
    int field = modRm >> 3 & 7;
    int mode = modRm >> 6;
    int low = modRm & 7;
    if (mode == 3) {
      return new DecodedOperand(field, low | base, 0);
    }
    long address = 0;
    if (low == 4) {
      int sib = code.get() & 255;
      int scaled = sib >> 3 & 7 | index;
      address = scaled == 4 ? 0 : machine.general[scaled] << (sib >> 6);
      low = sib & 7;
    }
    if (mode == 0 && low == 5) {
      // Counted from the next instruction: those that do so here end with this.
      int distance = code.getInt();
      return new DecodedOperand(field, -1, machine.codeAt(code.position() + distance));
    }
    address += machine.general[low | base];
    address += mode == 1 ? code.get() * unit : mode == 2 ? code.getInt() : 0;
    return new DecodedOperand(field, -1, address);
  }

  boolean isMemory() {
    return register < 0;
  }
}
