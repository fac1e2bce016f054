package org.sparsevd.machine.code;

import java.nio.ByteBuffer;

/** Runs one instruction on general registers. */
final class GeneralUnit {
  private final Emulator machine;
  private final ByteBuffer code;
  private boolean wide;
  private int fieldBit;
  private int indexBit;
  private int baseBit;

  GeneralUnit(Emulator machine, ByteBuffer code) {
    this.machine = machine;
    this.code = code;
  }

  boolean step() {
    int opcode = code.get() & 255;
    if (opcode >> 4 == 4) {
      wide = (opcode & 8) != 0;
      fieldBit = (opcode & 4) << 1;
      indexBit = (opcode & 2) << 2;
      baseBit = (opcode & 1) << 3;
      opcode = code.get() & 255;
    }
    switch (opcode) {
      case 0xc3 -> {
        return false;
      }
      case 0x0f -> twoBytes(code.get() & 255);
      case 0xeb -> jump(true, code.get());
      case 0xe9 -> jump(true, code.getInt());
      case 0x05, 0x25, 0x2d, 0x3d -> arithmetic(opcode >> 3, 0, code.getInt());
      default -> {
        if (opcode >> 4 == 7) {
          jump(machine.holds(opcode & 15), code.get());
        } else if (opcode >> 3 == 0x50 >> 3) {
          machine.push(machine.general[opcode & 7 | baseBit]);
        } else if (opcode >> 3 == 0x58 >> 3) {
          machine.general[opcode & 7 | baseBit] = machine.pop();
        } else if (opcode >> 3 == 0xb8 >> 3) {
          long number = wide ? code.getLong() : code.getInt() & 0xffff_ffffL;
          machine.general[opcode & 7 | baseBit] = number;
        } else {
          withOperand(opcode);
        }
      }
    }
    return true;
  }

  private void twoBytes(int second) {
    if (second == 0x18) {
      // A prefetch: whatever lies there, nothing happens.
      DecodedOperand.read(code, machine, indexBit, baseBit, 1);
    } else {
      jump(machine.holds(second & 15), code.getInt());
    }
  }

  private void jump(boolean taken, int distance) {
    if (taken) {
      code.position(code.position() + distance);
    }
  }

  private void withOperand(int opcode) {
    DecodedOperand rm = DecodedOperand.read(code, machine, indexBit, baseBit, 1);
    int register = rm.field() | fieldBit;
    long own = machine.general[register];
    switch (opcode) {
      case 0x89 -> write(rm, own);
      case 0x8b -> machine.general[register] = read(rm);
      case 0x63 -> machine.general[register] = machine.at(rm.address(), 4).getInt(0);
      case 0x8d -> machine.general[register] = rm.address();
      case 0x01 -> write(rm, result(read(rm) + own));
      case 0x03 -> machine.general[register] = result(own + read(rm));
      case 0x09 -> write(rm, result(read(rm) | own));
      case 0x29 -> write(rm, difference(read(rm), own));
      case 0x39 -> difference(read(rm), own);
      case 0x31 -> write(rm, result(read(rm) ^ own));
      case 0x83 -> arithmetic(rm.field(), rm.register(), code.get());
      case 0x81 -> arithmetic(rm.field(), rm.register(), code.getInt());
      case 0xff -> write(rm, difference(read(rm), 1));
      case 0xc1 -> {
        int bits = code.get();
        write(rm, result(rm.field() == 4 ? read(rm) << bits : read(rm) >> bits));
      }
      default -> throw new AssertionError("opcode " + Integer.toHexString(opcode));
    }
  }

  private void arithmetic(int which, int register, long number) {
    long value = machine.general[register];
    switch (which) {
      case 0 -> machine.general[register] = result(value + number);
      case 4 -> machine.general[register] = result(value & number);
      case 5 -> machine.general[register] = difference(value, number);
      case 7 -> difference(value, number);
      default -> throw new AssertionError("arithmetic " + which);
    }
  }

  private long result(long value) {
    machine.compare(value, false, value < 0);
    return value;
  }

  private long difference(long left, long right) {
    machine.compare(left - right, Long.compareUnsigned(left, right) < 0, left < right);
    return left - right;
  }

  private long read(DecodedOperand rm) {
    if (!rm.isMemory()) {
      return wide ? machine.general[rm.register()] : machine.general[rm.register()] & 0xffff_ffffL;
    }
    return wide
        ? machine.at(rm.address(), 8).getLong(0)
        : machine.at(rm.address(), 4).getInt(0) & 0xffff_ffffL;
  }

  private void write(DecodedOperand rm, long value) {
    if (!rm.isMemory()) {
      machine.general[rm.register()] = wide ? value : value & 0xffff_ffffL;
    } else if (wide) {
      machine.at(rm.address(), 8).putLong(0, value);
    } else {
      machine.at(rm.address(), 4).putInt(0, (int) value);
    }
  }
}
