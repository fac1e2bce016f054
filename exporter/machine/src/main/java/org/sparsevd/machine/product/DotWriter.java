package org.sparsevd.machine.product;

import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Condition;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Frame;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;

/**
 * Writes a function that goes over blocks of rows, and adds up products with some columns in
 * registers, lane by lane.
 *
 * <p>Arguments: where the arrays of rows, places, x and sums begin, bytes to the first row and to
 * the first place; and on the stack what {@link Number} says, in its order.
 */
record DotWriter(DotShape shape) {
  private static final Gp ROWS = Gp.RDI;
  private static final Gp PLACES = Gp.RSI;
  private static final Gp X = Gp.RDX;
  private static final Gp SUMS = Gp.RCX;
  private static final Gp[] COLUMNS = {Gp.RAX, Gp.R8, Gp.R9, Gp.R10, Gp.R11, Gp.RBX};
  private static final Gp ROW = Gp.RBP;
  private static final Gp COUNT = Gp.R12;
  private static final Gp RUNS = Gp.R13;
  private static final Gp AT = Gp.R14;
  private static final Gp BLOCKS = Gp.R15;

  /** Numbers on the stack; all but counts in bytes. */
  enum Number {
    X_START,
    SUMS_START,
    /** Vectors of a piece. */
    COUNT,
    /** Pieces of a row. */
    RUNS,
    /** From the end of a piece to the begin of the next in x. */
    SKIP,
    BLOCKS,
    ROWS_STRIDE,
    SUMS_STRIDE;

    Address place() {
      return Frame.argument(ordinal());
    }
  }

  byte[] write() {
    Assembler to = new Assembler();
    Frame.enter(to);
    to.add(ROWS, Gp.R8);
    to.add(PLACES, Gp.R9);
    to.add(X, Number.X_START.place());
    to.add(SUMS, Number.SUMS_START.place());
    for (int column = 0; column < shape.columns(); column++) {
      to.movsxd(COLUMNS[column], Address.of(PLACES, column * Integer.BYTES));
      to.shl(COLUMNS[column], 2);
      to.add(COLUMNS[column], X);
    }
    to.mov(BLOCKS, Number.BLOCKS.place());
    Label block = new Label();
    to.bind(block);
    sums(to, true);
    block(to);
    sums(to, false);
    to.add(ROWS, Number.ROWS_STRIDE.place());
    to.add(SUMS, Number.SUMS_STRIDE.place());
    to.dec(BLOCKS);
    to.jump(Condition.NOT_ZERO, block);
    Frame.leave(to);
    return to.toBytes();
  }

  private void sums(Assembler to, boolean load) {
    for (int row = 0; row < shape.rows(); row++) {
      for (int column = 0; column < shape.columns(); column++) {
        int index = row * shape.columns() + column;
        Address place = Address.of(SUMS, index * shape.width().bytes());
        if (load) {
          to.load(Form.VMOVUPS, shape.sum(row, column), place);
        } else {
          to.store(Form.VMOVUPS_STORE, place, shape.sum(row, column));
        }
      }
    }
  }

  private void block(Assembler to) {
    Label run = new Label();
    Label again = new Label();
    to.mov(ROW, ROWS);
    to.clear(AT);
    to.mov(RUNS, Number.RUNS.place());
    to.bind(run);
    to.mov(COUNT, Number.COUNT.place());
    to.bind(again);
    for (int column = 0; column < shape.columns(); column++) {
      to.load(Form.VMOVUPS, shape.column(column), Address.of(COLUMNS[column], AT, 1, 0));
    }
    for (int row = 0; row < shape.rows(); row++) {
      to.load(Form.VMOVUPS, shape.row(row), Address.of(ROW, row * shape.width().bytes()));
      for (int column = 0; column < shape.columns(); column++) {
        to.op(Form.VFMADD231PS, shape.sum(row, column), shape.row(row), shape.column(column));
      }
    }
    to.add(ROW, shape.rows() * shape.width().bytes());
    to.add(AT, shape.width().bytes());
    to.dec(COUNT);
    to.jump(Condition.NOT_ZERO, again);
    to.add(AT, Number.SKIP.place());
    to.dec(RUNS);
    to.jump(Condition.NOT_ZERO, run);
  }
}
