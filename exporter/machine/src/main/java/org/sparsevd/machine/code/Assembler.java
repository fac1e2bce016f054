package org.sparsevd.machine.code;

/**
 * Writes x86-64 machine code. What it can say is what the kernels need, and each form is compared
 * with an assembler's. Operands stand in Intel's order: the target first.
 *
 * <p>Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2.
 */
public final class Assembler {
  /** What stands in the opcode of shifts to the left by a byte. */
  private static final int SHIFT_LEFT = 6;

  /** What stands in the opcode of a prefetch to the second-level cache. */
  private static final int SECOND_LEVEL = 2;

  private final CodeBuffer code = new CodeBuffer();

  /** Bytes so far. */
  public int size() {
    return code.size();
  }

  /** What was written. */
  public byte[] toBytes() {
    return code.toBytes();
  }

  /** A vector from a register or from memory. */
  public void load(Form form, Vec target, Operand source) {
    load(form, target, source, Mask.NONE, false);
  }

  /**
   * The same for some elements.
   *
   * @param zeroing whether the others become zero, else they stay
   */
  public void load(Form form, Vec target, Operand source, Mask mask, boolean zeroing) {
    check(form, Form.Shape.LOAD);
    write(form, target.width(), target.number(), 0, source, 0, mask, zeroing);
  }

  /** A vector, or a part of it, to a register or to memory. */
  public void store(Form form, Operand target, Vec source) {
    store(form, target, source, 0, Mask.NONE);
  }

  /** The same, of some elements only. */
  public void store(Form form, Operand target, Vec source, Mask mask) {
    store(form, target, source, 0, mask);
  }

  /** The same of an instruction with a byte of its own. */
  public void store(Form form, Operand target, Vec source, int immediate) {
    store(form, target, source, immediate, Mask.NONE);
  }

  private void store(Form form, Operand target, Vec source, int immediate, Mask mask) {
    check(form, Form.Shape.STORE);
    write(form, source.width(), source.number(), 0, target, immediate, mask, false);
  }

  /** A vector from two; sums of products read their target, too. */
  public void op(Form form, Vec target, Vec first, Operand second) {
    op(form, target, first, second, 0, Mask.NONE, false);
  }

  /** The same of an instruction with a byte of its own. */
  public void op(Form form, Vec target, Vec first, Operand second, int immediate) {
    op(form, target, first, second, immediate, Mask.NONE, false);
  }

  /** The same for some elements. */
  public void op(
      Form form, Vec target, Vec first, Operand second, int immediate, Mask mask, boolean zeroing) {
    check(form, Form.Shape.THREE);
    int number = target.number();
    write(form, first.width(), number, first.number(), second, immediate, mask, zeroing);
  }

  /** Which elements of two vectors compare as the byte says. */
  public void compare(Mask target, Vec first, Operand second, int comparison) {
    write(
        Form.VCMPPS_MASK,
        first.width(),
        target.number(),
        first.number(),
        second,
        comparison,
        Mask.NONE,
        false);
  }

  /** Shifts the bits of each element of 32 bits to the left. */
  public void shiftLeft(Vec target, Vec source, int bits) {
    int number = target.number();
    write(Form.VPSLLD_BY, target.width(), SHIFT_LEFT, number, source, bits, Mask.NONE, false);
  }

  private static void check(Form form, Form.Shape shape) {
    if (form.shape != shape) {
      throw new IllegalArgumentException(form + " is a " + form.shape + ", no " + shape);
    }
  }

  private void write(
      Form form,
      Width width,
      int register,
      int second,
      Operand operand,
      int immediate,
      Mask mask,
      boolean zeroing) {
    new VectorInstruction(form, width, register, second, operand, immediate, mask, zeroing)
        .write(code);
  }

  /** The lowest 16 bits of a register as a mask. */
  public void kmovw(Mask target, Gp source) {
    int base = (ModRm.baseBit(source) ^ 1) << 5;
    if (base != 0) {
      code.put(0xc5, 0xf8, 0x92);
    } else {
      code.put(0xc4, 0xc1, 0x78, 0x92);
    }
    ModRm.write(code, target.number(), source, 1);
  }

  /** 16 bits of memory as a mask. */
  public void kmovw(Mask target, Address source) {
    kmov(false, target, source);
  }

  /** 64 bits of memory as a mask. */
  public void kmovq(Mask target, Address source) {
    kmov(true, target, source);
  }

  private void kmov(boolean wide, Mask target, Address source) {
    int high = 0x80 | (ModRm.indexBit(source) ^ 1) << 6 | (ModRm.baseBit(source) ^ 1) << 5;
    if (!wide && high == 0xe0) {
      code.put(0xc5, 0xf8, 0x90);
    } else {
      code.put(0xc4, high | 1, wide ? 0xf8 : 0x78, 0x90);
    }
    ModRm.write(code, target.number(), source, 1);
  }

  /** A register's lowest 32 bits as the first element of a vector, one of the first sixteen. */
  public void vmovd(Vec target, Gp source) {
    java.util.Objects.checkIndex(target.number(), 16);
    int high = (ModRm.bit(target.number(), 3) ^ 1) << 7;
    if (ModRm.baseBit(source) == 0) {
      code.put(0xc5, high | 0x79, 0x6e);
    } else {
      code.put(0xc4, high | 0x41, 0x79, 0x6e);
    }
    ModRm.write(code, target.number(), source, 1);
  }

  /** Makes the upper halves of all registers zero: to be done before a return. */
  public void vzeroupper() {
    code.put(0xc5, 0xf8, 0x77);
  }

  /** Copies 64 bits. */
  public void mov(Gp target, Gp source) {
    general(true, 0x89, source.number(), target);
  }

  /** Copies 32 bits; the upper ones become zero. */
  public void mov32(Gp target, Gp source) {
    general(false, 0x89, source.number(), target);
  }

  /** Reads 64 bits. */
  public void mov(Gp target, Address source) {
    general(true, 0x8b, target.number(), source);
  }

  /** Reads 32 bits; the upper ones become zero. */
  public void mov32(Gp target, Address source) {
    general(false, 0x8b, target.number(), source);
  }

  /** Reads 32 bits with their sign. */
  public void movsxd(Gp target, Address source) {
    general(true, 0x63, target.number(), source);
  }

  /** Writes 64 bits. */
  public void mov(Address target, Gp source) {
    general(true, 0x89, source.number(), target);
  }

  /** Writes 32 bits. */
  public void mov32(Address target, Gp source) {
    general(false, 0x89, source.number(), target);
  }

  /** A number of 32 bits without a sign. */
  public void mov(Gp target, int number) {
    prefix(false, 0, target);
    code.put(0xb8 | target.number() & 7);
    code.putInt(number);
  }

  /** A number of 64 bits. */
  public void mov(Gp target, long number) {
    prefix(true, 0, target);
    code.put(0xb8 | target.number() & 7);
    code.putLong(number);
  }

  /** Where a place in memory is. */
  public void lea(Gp target, Address source) {
    general(true, 0x8d, target.number(), source);
  }

  /** Where something in the code itself is, such as the tables behind it. */
  public void lea(Gp target, Label label) {
    code.put(0x48 | ModRm.bit(target.number(), 3) << 2);
    code.put(0x8d);
    code.put((target.number() & 7) << 3 | 5);
    code.putDistance(label);
  }

  public void add(Gp target, int number) {
    arithmetic(0, target, number);
  }

  public void sub(Gp target, int number) {
    arithmetic(5, target, number);
  }

  public void cmp(Gp target, int number) {
    arithmetic(7, target, number);
  }

  public void and(Gp target, int number) {
    arithmetic(4, target, number);
  }

  public void add(Gp target, Gp source) {
    general(true, 0x01, source.number(), target);
  }

  public void sub(Gp target, Gp source) {
    general(true, 0x29, source.number(), target);
  }

  public void or(Gp target, Gp source) {
    general(true, 0x09, source.number(), target);
  }

  public void cmp(Gp target, Gp source) {
    general(true, 0x39, source.number(), target);
  }

  /** Sets a register to zero: of its 32 bits with itself, which clears all. */
  public void clear(Gp target) {
    general(false, 0x31, target.number(), target);
  }

  public void add(Gp target, Address source) {
    general(true, 0x03, target.number(), source);
  }

  /** One less. */
  public void dec(Gp target) {
    general(true, 0xff, 1, target);
  }

  public void shl(Gp target, int bits) {
    general(true, 0xc1, 4, target);
    code.put(bits);
  }

  /** Shifts right; the sign stays. */
  public void sar(Gp target, int bits) {
    general(true, 0xc1, 7, target);
    code.put(bits);
  }

  /** Asks for a cache line, for the second-level cache. It never fails, whatever lies there. */
  public void prefetch(Address line) {
    prefix(false, 0, line);
    code.put(0x0f, 0x18);
    ModRm.write(code, SECOND_LEVEL, line, 1);
  }

  private void arithmetic(int which, Gp target, int number) {
    if (ModRm.isByte(number)) {
      general(true, 0x83, which, target);
      code.put(number);
    } else if (target == Gp.RAX) {
      prefix(true, 0, target);
      code.put(which << 3 | 5);
      code.putInt(number);
    } else {
      general(true, 0x81, which, target);
      code.putInt(number);
    }
  }

  /**
   * An instruction on general registers.
   *
   * @param wide whether on 64 bits
   * @param field the register that {@code r/m} does not name, or three bits more of the opcode
   */
  private void general(boolean wide, int opcode, int field, Operand operand) {
    prefix(wide, field, operand);
    code.put(opcode);
    ModRm.write(code, field, operand, 1);
  }

  private void prefix(boolean wide, int field, Operand operand) {
    int bits =
        (wide ? 8 : 0)
            | ModRm.bit(field, 3) << 2
            | ModRm.indexBit(operand) << 1
            | ModRm.baseBit(operand);
    if (bits != 0) {
      code.put(0x40 | bits);
    }
  }

  public void push(Gp source) {
    prefix(false, 0, source);
    code.put(0x50 | source.number() & 7);
  }

  public void pop(Gp target) {
    prefix(false, 0, target);
    code.put(0x58 | target.number() & 7);
  }

  public void ret() {
    code.put(0xc3);
  }

  public void cpuid() {
    code.put(0x0f, 0xa2);
  }

  public void xgetbv() {
    code.put(0x0f, 0x01, 0xd0);
  }

  /** The label stands here. */
  public void bind(Label label) {
    code.bind(label);
  }

  /** Jumps where the condition holds; back over a short way in two bytes. */
  public void jump(Condition when, Label label) {
    if (isNear(label)) {
      code.put(0x70 | when.code);
      code.put(label.position() - code.size() - 1);
    } else {
      code.put(0x0f, 0x80 | when.code);
      code.putDistance(label);
    }
  }

  /** Jumps always. */
  public void jump(Label label) {
    if (isNear(label)) {
      code.put(0xeb);
      code.put(label.position() - code.size() - 1);
    } else {
      code.put(0xe9);
      code.putDistance(label);
    }
  }

  private boolean isNear(Label label) {
    return label.isBound() && ModRm.isByte(label.position() - code.size() - 2);
  }

  /** Goes on at a multiple of this many bytes, over what would trap if it ran. */
  public void align(int bytes) {
    while (code.size() % bytes != 0) {
      code.put(0xcc);
    }
  }

  /** A number of 32 bits among the code. */
  public void data(int number) {
    code.putInt(number);
  }

  /** A float among the code. */
  public void data(float number) {
    code.putInt(Float.floatToRawIntBits(number));
  }
}
