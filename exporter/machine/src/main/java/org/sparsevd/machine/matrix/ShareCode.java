package org.sparsevd.machine.matrix;

import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Condition;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;
import org.sparsevd.machine.code.Operand;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;
import org.sparsevd.model.loop.Exponential;
import org.sparsevd.runtime.matrix.ColumnShares;

/**
 * Writes a function that makes products shares, for two vectors of columns; see {@link
 * ColumnShares}. Exponentials are those of {@link Exponential}, in its order.
 *
 * <p>Arguments: where the arrays of products and of the mask begin, a table; bytes to the first
 * product and to the first number of the mask, how many rows.
 *
 * @param masked whether there is a mask
 */
record ShareCode(Width width, boolean masked) {
  private static final int VECTORS = MatrixShape.VECTORS;
  private static final Gp SCORES = Gp.RDI;
  private static final Gp MASK = Gp.RSI;
  private static final Gp TABLE = Gp.RDX;
  private static final Gp KEYS = Gp.R9;
  private static final Gp AT = Gp.RAX;
  private static final Gp OWN_MASK = Gp.R10;
  private static final Gp LEFT = Gp.R11;

  /** Registers: the largest of each column, sums in double, and what a vector needs. */
  private static final int LARGEST = 0;

  private static final int SUMS = LARGEST + VECTORS;
  private static final int FREE = SUMS + 2 * VECTORS;
  private static final int OWN = 4;

  /** From here on constants lie in registers, where there are so many. */
  private static final int CONSTANTS = FREE + OWN * VECTORS;

  byte[] write() {
    Assembler to = new Assembler();
    to.add(SCORES, Gp.RCX);
    to.add(MASK, Gp.R8);
    for (ShareTable each : ShareTable.values()) {
      if (inRegister(each)) {
        to.load(Form.VMOVUPS, register(each), memory(each));
      }
    }
    for (int v = 0; v < VECTORS; v++) {
      load(to, largest(v), ShareTable.NOTHING);
    }
    to.mov(OWN_MASK, MASK);
    rows(to, this::scale);
    for (int v = 0; v < 2 * VECTORS; v++) {
      to.op(Form.VXORPS, vec(SUMS + v), vec(SUMS + v), vec(SUMS + v));
    }
    rows(to, this::exponential);
    for (int v = 0; v < VECTORS; v++) {
      share(to, v);
    }
    rows(to, this::multiply);
    to.vzeroupper();
    to.ret();
    return to.toBytes();
  }

  /** What is done with a vector of a row. */
  private interface Part {
    void write(Assembler to, int vector);
  }

  private void rows(Assembler to, Part part) {
    Label again = new Label();
    to.mov(AT, SCORES);
    to.mov(LEFT, KEYS);
    to.bind(again);
    for (int v = 0; v < VECTORS; v++) {
      part.write(to, v);
    }
    to.add(AT, VECTORS * width.bytes());
    to.dec(LEFT);
    to.jump(Condition.NOT_ZERO, again);
  }

  private void scale(Assembler to, int v) {
    Vec score = own(v, 0);
    to.load(Form.VMOVUPS, score, place(v));
    to.op(Form.VMULPS, score, score, constant(ShareTable.SCALE));
    if (masked) {
      Vec mask = own(v, 1);
      to.load(Form.VBROADCASTSS, mask, Address.of(OWN_MASK, 0));
      to.op(Form.VADDPS, score, score, mask);
      if (v == VECTORS - 1) {
        to.add(OWN_MASK, Float.BYTES);
      }
    }
    to.store(Form.VMOVUPS_STORE, place(v), score);
    to.op(Form.VMAXPS, largest(v), score, largest(v));
  }

  private void exponential(Assembler to, int v) {
    Vec r = own(v, 0);
    Vec rounded = own(v, 1);
    Vec times = own(v, 2);
    Vec slope = own(v, 3);
    to.load(Form.VMOVUPS, r, place(v));
    to.op(Form.VSUBPS, r, r, largest(v));
    // What is no number is the second operand, and stays.
    load(to, times, ShareTable.MOST);
    to.op(Form.VMINPS, r, times, r);
    load(to, times, ShareTable.LEAST);
    to.op(Form.VMAXPS, r, times, r);
    load(to, rounded, ShareTable.ROUNDER);
    to.op(Form.VFMADD231PS, rounded, r, constant(ShareTable.LOG2_E));
    to.op(Form.VSUBPS, times, rounded, constant(ShareTable.ROUNDER));
    to.op(Form.VFMADD231PS, r, times, constant(ShareTable.LESS_LN2_HIGH));
    to.op(Form.VFMADD231PS, r, times, constant(ShareTable.LESS_LN2_LOW));
    load(to, slope, ShareTable.C6);
    to.op(Form.VFMADD231PS, slope, r, constant(ShareTable.C7));
    Vec sum = slope;
    Vec next = times;
    for (ShareTable each : ShareTable.LATER) {
      load(to, next, each);
      to.op(Form.VFMADD231PS, next, r, sum);
      Vec before = sum;
      sum = next;
      next = before;
    }
    // Twice, since one power of two may be too small for a float.
    to.op(Form.VPSUBD, rounded, rounded, constant(ShareTable.ROUNDER));
    to.op(Form.VPSRAD, next, rounded, one());
    to.op(Form.VPSUBD, rounded, rounded, next);
    for (Vec power : new Vec[] {next, rounded}) {
      to.op(Form.VPADDD, power, power, constant(ShareTable.BIAS));
      to.shiftLeft(power, power, Exponential.MANTISSA_BITS);
      to.op(Form.VMULPS, sum, sum, power);
    }
    to.store(Form.VMOVUPS_STORE, place(v), sum);
    for (int half = 0; half < 2; half++) {
      to.load(Form.VCVTPS2PD, r, half(v, half));
      to.op(Form.VADDPD, sum(v, half), sum(v, half), r);
    }
  }

  /** The reciprocals of sums, as floats in place of the largest. */
  private void share(Assembler to, int v) {
    for (int half = 0; half < 2; half++) {
      load(to, own(v, half), ShareTable.ONE_IN_DOUBLE);
      to.op(Form.VDIVPD, own(v, half), own(v, half), sum(v, half));
      to.load(Form.VCVTPD2PS, own(v, half), own(v, half));
    }
    boolean widest = width == Width.ZMM;
    Form insert = widest ? Form.VINSERTF32X8 : Form.VINSERTF128;
    Vec upper = own(v, 1).as(widest ? Width.YMM : Width.XMM);
    to.op(insert, largest(v), own(v, 0), upper, 1);
  }

  private void multiply(Assembler to, int v) {
    Vec value = own(v, 0);
    to.load(Form.VMOVUPS, value, place(v));
    to.op(Form.VMULPS, value, value, largest(v));
    to.store(Form.VMOVUPS_STORE, place(v), value);
  }

  private Address place(int v) {
    return Address.of(AT, v * width.bytes());
  }

  private Address half(int v, int half) {
    return Address.of(AT, (2 * v + half) * width.bytes() / 2);
  }

  private Vec vec(int number) {
    return new Vec(number, width);
  }

  private Vec largest(int v) {
    return vec(LARGEST + v);
  }

  private Vec sum(int v, int half) {
    return vec(SUMS + 2 * v + half);
  }

  private Vec own(int v, int number) {
    return vec(FREE + v * OWN + number);
  }

  private boolean inRegister(ShareTable constant) {
    return width == Width.ZMM && constant.isFrequent();
  }

  private Vec register(ShareTable constant) {
    return vec(CONSTANTS + constant.ordinal());
  }

  private static Address memory(ShareTable constant) {
    return Address.of(TABLE, constant.place());
  }

  private Operand constant(ShareTable constant) {
    return inRegister(constant) ? register(constant) : memory(constant);
  }

  private void load(Assembler to, Vec target, ShareTable constant) {
    to.load(Form.VMOVUPS, target, constant(constant));
  }

  /** By how many bits to shift. */
  private Operand one() {
    return memory(ShareTable.ONE_BIT);
  }
}
