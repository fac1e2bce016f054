package org.sparsevd.machine.code;

/**
 * An instruction on vectors with its operands.
 *
 * @param width how much of the registers it works on
 * @param register number of the one that {@code r/m} does not name: for loads and sums the target
 * @param second number of the one more that it reads; 0 where it reads none
 * @param operand what {@code r/m} names
 * @param immediate its own byte, where it has one
 * @param mask elements of the result to write
 * @param zeroing whether the others become zero, else they stay
 */
record VectorInstruction(
    Form form,
    Width width,
    int register,
    int second,
    Operand operand,
    int immediate,
    Mask mask,
    boolean zeroing) {

  /** Writes it in its shortest form: VEX where that can say it. */
  void write(CodeBuffer code) {
    if (fitsVex()) {
      vex(code);
    } else if (form.coding == Form.Coding.VEX) {
      throw new IllegalArgumentException(form + " has no such registers, mask or broadcast");
    } else {
      evex(code);
    }
    code.put(form.opcode);
    ModRm.write(code, register, operand, unit());
    if (form.immediate) {
      code.put(immediate);
    }
  }

  private boolean fitsVex() {
    boolean high = register >= Vec.FEW || second >= Vec.FEW || operand.number() >= Vec.FEW;
    return form.coding != Form.Coding.EVEX
        && width != Width.ZMM
        && !high
        && mask.number() == 0
        && !isBroadcast();
  }

  private boolean isBroadcast() {
    return operand instanceof Address address && address.broadcast();
  }

  private int unit() {
    return fitsVex() ? 1 : form.tuple.bytes(width, isBroadcast());
  }

  /** Two or three bytes: all numbers of registers are inverted. */
  private void vex(CodeBuffer code) {
    int last = (~second & 15) << 3 | width.ordinal() << 2 | form.prefix;
    int high = (ModRm.bit(register, 3) ^ 1) << 7;
    int index = ModRm.indexBit(operand);
    int base = ModRm.baseBit(operand);
    if (form.map == 1 && index == 0 && base == 0) {
      code.put(0xc5);
      code.put(high | last);
    } else {
      code.put(0xc4);
      code.put(high | (index ^ 1) << 6 | (base ^ 1) << 5 | form.map);
      code.put(last);
    }
  }

  /**
   * Four bytes. The fifth bit of a register in {@code r/m} stands where an index has its fourth.
   */
  private void evex(CodeBuffer code) {
    boolean memory = operand instanceof Address;
    int index = memory ? ModRm.indexBit(operand) : ModRm.bit(operand.number(), 4);
    int high = (ModRm.bit(register, 3) ^ 1) << 7 | (ModRm.bit(register, 4) ^ 1) << 4;
    code.put(0x62);
    code.put(high | (index ^ 1) << 6 | (ModRm.baseBit(operand) ^ 1) << 5 | form.map);
    int wide = form.tuple == Tuple.DOUBLES ? 1 << 7 : 0;
    code.put(wide | (~second & 15) << 3 | 1 << 2 | form.prefix);
    int length = width.ordinal() << 5 | (isBroadcast() ? 1 << 4 : 0);
    int upper = (ModRm.bit(second, 4) ^ 1) << 3;
    code.put((zeroing ? 1 << 7 : 0) | length | upper | mask.number());
  }
}
