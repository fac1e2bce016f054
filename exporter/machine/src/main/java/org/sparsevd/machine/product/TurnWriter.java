package org.sparsevd.machine.product;

import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Condition;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Frame;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;
import org.sparsevd.vector.ProductCode;

/**
 * Writes a function that transposes matrices one after the other, as many as {@link
 * ProductCode#POINTS}: {@code to[column, row] = from[row, column]}, in blocks of as many rows as a
 * vector has lanes.
 *
 * <p>Four rows meet in registers 128 bits at a time, and their quarters change places there.
 *
 * <p>Arguments: from, to, blocks of rows, bytes from a row of the target to the next, and from a
 * matrix to the next of the source and of the target. Rows of the source lie one behind the other.
 *
 * @param columns of the source, a multiple of the lanes
 * @param panels whether each block is a target of its own, one behind the other
 */
record TurnWriter(Width width, int columns, boolean panels) {
  private static final Gp FROM = Gp.RDI;
  private static final Gp TO = Gp.RSI;
  private static final Gp BLOCKS = Gp.RDX;
  private static final Gp ROW = Gp.RCX;
  private static final Gp FROM_STEP = Gp.R8;
  private static final Gp TO_STEP = Gp.R9;
  private static final Gp THREE_ROWS = Gp.R10;
  private static final Gp PLACE = Gp.R11;
  private static final Gp FROM_AT = Gp.RAX;
  private static final Gp TO_AT = Gp.RBX;
  private static final Gp COUNT = Gp.RBP;
  private static final Gp MATRICES = Gp.R12;
  private static final int QUAD = 4;
  private static final int QUAD_BYTES = 16;

  byte[] write() {
    Assembler to = new Assembler();
    Frame.enter(to);
    to.lea(THREE_ROWS, Address.of(ROW, ROW, 2, 0));
    to.mov(MATRICES, ProductCode.POINTS);
    Label matrix = new Label();
    to.bind(matrix);
    to.mov(FROM_AT, FROM);
    to.mov(TO_AT, TO);
    to.mov(COUNT, BLOCKS);
    Label block = new Label();
    to.bind(block);
    to.mov(PLACE, TO_AT);
    for (int quad = 0; quad < columns / QUAD; quad++) {
      quad(to, quad * QUAD_BYTES);
    }
    to.add(FROM_AT, width.lanes() * rowBytes());
    to.add(TO_AT, panels ? columns * width.bytes() : width.bytes());
    to.dec(COUNT);
    to.jump(Condition.NOT_ZERO, block);
    to.add(FROM, FROM_STEP);
    to.add(TO, TO_STEP);
    to.dec(MATRICES);
    to.jump(Condition.NOT_ZERO, matrix);
    Frame.leave(to);
    return to.toBytes();
  }

  private int rowBytes() {
    return columns * Float.BYTES;
  }

  /** Four columns of the source become rows of the target. */
  private void quad(Assembler to, int column) {
    int parts = width.lanes() / QUAD;
    Vec[] rows = new Vec[QUAD];
    for (int row = 0; row < QUAD; row++) {
      rows[row] = new Vec(row, width);
      for (int part = 0; part < parts; part++) {
        Address from = Address.of(FROM_AT, (part * QUAD + row) * rowBytes() + column);
        if (part == 0) {
          to.load(Form.VMOVUPS, new Vec(row, Width.XMM), from);
        } else {
          Form insert = width == Width.ZMM ? Form.VINSERTF32X4 : Form.VINSERTF128;
          to.op(insert, rows[row], rows[row], from, part);
        }
      }
    }
    for (int pair = 0; pair < 2; pair++) {
      Vec first = rows[2 * pair];
      Vec second = rows[2 * pair + 1];
      to.op(Form.VUNPCKLPS, new Vec(QUAD + pair, width), first, second);
      to.op(Form.VUNPCKHPS, new Vec(QUAD + 2 + pair, width), first, second);
    }
    for (int half = 0; half < 2; half++) {
      Vec first = new Vec(QUAD + 2 * half, width);
      Vec second = new Vec(QUAD + 2 * half + 1, width);
      // Both lower halves of each quarter, and then both upper ones.
      to.op(Form.VSHUFPS, rows[2 * half], first, second, 0x44);
      to.op(Form.VSHUFPS, rows[2 * half + 1], first, second, 0xee);
    }
    to.store(Form.VMOVUPS_STORE, Address.of(PLACE, 0), rows[0]);
    to.store(Form.VMOVUPS_STORE, Address.of(PLACE, ROW, 1, 0), rows[1]);
    to.store(Form.VMOVUPS_STORE, Address.of(PLACE, ROW, 2, 0), rows[2]);
    to.store(Form.VMOVUPS_STORE, Address.of(PLACE, THREE_ROWS, 1, 0), rows[3]);
    to.lea(PLACE, Address.of(PLACE, ROW, QUAD, 0));
  }
}
