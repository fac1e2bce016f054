package org.sparsevd.machine.code;

import java.nio.ByteBuffer;

/**
 * An instruction on vectors, read from code.
 *
 * @param bytes of its vectors
 * @param register number of the one that {@code r/m} does not name
 * @param second number of the one more
 * @param mask 0 for none
 */
record DecodedVector(
    Form form,
    int bytes,
    int register,
    int second,
    DecodedOperand rm,
    boolean broadcast,
    int mask,
    boolean zeroing,
    int immediate) {

  /** Reads it; nothing for a move from elsewhere, which is done at once. */
  static DecodedVector read(ByteBuffer code, Emulator machine) {
    int first = code.get() & 255;
    return first == 0x62 ? evex(code, machine) : vex(code, machine, first == 0xc4);
  }

  private static DecodedVector vex(ByteBuffer code, Emulator machine, boolean isLong) {
    int one = ~code.get() & 255;
    int map = 1;
    int last = one ^ 255;
    if (isLong) {
      map = ~one & 31;
      last = code.get() & 255;
    }
    int field = one >> 7 << 3;
    int index = isLong ? (one >> 6 & 1) << 3 : 0;
    int base = isLong ? (one >> 5 & 1) << 3 : 0;
    int second = ~(last >> 3) & 15;
    int bytes = 16 << (last >> 2 & 1);
    int opcode = code.get() & 255;
    if (map == 1 && opcode == 0x77) {
      return new DecodedVector(null, 0, 0, 0, null, false, 0, false, 0);
    }
    if (map == 1 && (opcode == 0x90 || opcode == 0x92)) {
      DecodedOperand from = DecodedOperand.read(code, machine, index, base, 1);
      machine.vectors.masks[from.field()] = bits(machine, from, last >> 7 != 0);
      return null;
    }
    if (map == 1 && opcode == 0x6e) {
      DecodedOperand from = DecodedOperand.read(code, machine, index, base, 1);
      machine.vectors.set(from.field() | field, (int) machine.general[from.register()]);
      return null;
    }
    Form form = find(false, map, last & 3, opcode);
    DecodedOperand rm = DecodedOperand.read(code, machine, index, base, 1);
    int immediate = form.immediate ? code.get() & 255 : 0;
    return new DecodedVector(
        form, bytes, rm.field() | field, second, rm, false, 0, false, immediate);
  }

  /** What becomes a mask: 64 bits or 16 of memory, or 16 of a register. */
  private static long bits(Emulator machine, DecodedOperand from, boolean wide) {
    if (!from.isMemory()) {
      return machine.general[from.register()] & 0xffff;
    }
    return wide
        ? machine.at(from.address(), 8).getLong(0)
        : machine.at(from.address(), 2).getShort(0) & 0xffff;
  }

  private static DecodedVector evex(ByteBuffer code, Emulator machine) {
    int one = code.get() & 255;
    int two = code.get() & 255;
    int three = code.get() & 255;
    int inverted = ~one;
    int field = (inverted >> 7 & 1) << 3 | (inverted >> 4 & 1) << 4;
    int index = (inverted >> 6 & 1) << 3;
    int base = (inverted >> 5 & 1) << 3;
    int second = ~(two >> 3) & 15 | (~(three >> 3) & 1) << 4;
    boolean broadcast = (three >> 4 & 1) != 0;
    int length = three >> 5 & 3;
    Form form = find(true, one & 7, two & 3, code.get() & 255);
    int unit = form.tuple.bytes(Width.values()[length], broadcast);
    DecodedOperand rm = DecodedOperand.read(code, machine, index, base, unit);
    if (!rm.isMemory()) {
      rm = new DecodedOperand(rm.field(), rm.register() | index << 1, 0);
    }
    int immediate = form.immediate ? code.get() & 255 : 0;
    return new DecodedVector(
        form,
        16 << length,
        rm.field() | field,
        second,
        rm,
        broadcast,
        three & 7,
        three >> 7 != 0,
        immediate);
  }

  private static Form find(boolean evex, int map, int prefix, int opcode) {
    for (Form form : Form.values()) {
      boolean coded = form.coding == Form.Coding.BOTH || form.coding == Form.Coding.EVEX == evex;
      if (coded && form.map == map && form.prefix == prefix && form.opcode == opcode) {
        return form;
      }
    }
    throw new AssertionError("no form of map " + map + " has opcode " + opcode);
  }
}
