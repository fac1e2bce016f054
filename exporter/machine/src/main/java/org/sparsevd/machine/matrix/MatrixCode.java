package org.sparsevd.machine.matrix;

import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Condition;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Frame;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;

/**
 * Writes a function that adds products of rows to their sums: {@code y[r, c] += sum_k x[r, k] *
 * w[k, c]}. It goes through panels of two vectors of columns. For each it goes through blocks of
 * rows, whose sums are in registers.
 *
 * <p>Arguments: where the arrays of {@code x}, {@code w} and {@code y} begin, bytes to the first
 * element of each; and on the stack bytes from a row to the next of {@code x}, {@code w} and {@code
 * y}, bytes from a panel of {@code w} to the next; how many elements of a row, blocks of rows, and
 * panels; bytes to what of {@code w} is needed next, and how many cache lines of it a block asks
 * for, in steps of {@link #LINES_AT_ONCE}.
 */
record MatrixCode(MatrixShape shape) {
  /** Rows that one register reaches: at its address, one stride behind it, and two. */
  private static final int REACHED = 3;

  /** Cache lines that are asked for together. */
  static final int LINES_AT_ONCE = 4;

  private static final int LINE = 64;

  private static final Gp X = Gp.RDI;
  private static final Gp PANEL = Gp.RSI;
  private static final Gp Y = Gp.RDX;
  private static final Gp[] ROWS = {Gp.RAX, Gp.RCX, Gp.R8, Gp.R9};
  private static final Gp X_STRIDE = Gp.R10;
  private static final Gp W_STRIDE = Gp.RBX;
  private static final Gp W = Gp.R11;
  private static final Gp LEFT = Gp.R12;
  private static final Gp OWN_Y = Gp.R13;
  private static final Gp Y_STRIDE = Gp.R14;
  private static final Gp OWN_X = Gp.R15;
  private static final Gp BLOCKS = Gp.RBP;

  /** Numbers on the stack, in order. */
  private enum Number {
    X_STRIDE,
    W_STRIDE,
    Y_STRIDE,
    PANEL_BYTES,
    COUNT,
    BLOCKS,
    PANELS,
    AHEAD,
    LINES;

    Address place() {
      return Frame.argument(ordinal());
    }
  }

  byte[] write() {
    Assembler to = new Assembler();
    Frame.enter(to);
    to.add(X, Gp.RCX);
    to.add(PANEL, Gp.R8);
    to.add(Y, Gp.R9);
    to.mov(X_STRIDE, Number.X_STRIDE.place());
    to.mov(W_STRIDE, Number.W_STRIDE.place());
    to.mov(Y_STRIDE, Number.Y_STRIDE.place());
    Label panel = new Label();
    Label block = new Label();
    to.bind(panel);
    to.mov(OWN_X, X);
    to.mov(OWN_Y, Y);
    to.mov(BLOCKS, Number.BLOCKS.place());
    to.bind(block);
    block(to);
    to.dec(BLOCKS);
    to.jump(Condition.NOT_ZERO, block);
    to.add(PANEL, Number.PANEL_BYTES.place());
    to.add(Y, MatrixShape.VECTORS * shape.width().bytes());
    to.mov(LEFT, Number.PANELS.place());
    to.dec(LEFT);
    to.mov(Number.PANELS.place(), LEFT);
    to.jump(Condition.NOT_ZERO, panel);
    Frame.leave(to);
    return to.toBytes();
  }

  private void block(Assembler to) {
    to.mov(W, OWN_Y);
    for (int row = 0; row < shape.rows(); row++) {
      for (int vector = 0; vector < MatrixShape.VECTORS; vector++) {
        to.load(Form.VMOVUPS, shape.sum(row, vector), vector(W, vector));
      }
      to.add(W, Y_STRIDE);
      if (row % REACHED == 0) {
        to.mov(ROWS[row / REACHED], OWN_X);
      }
      to.add(OWN_X, X_STRIDE);
    }
    prefetch(to);
    to.mov(W, PANEL);
    to.mov(LEFT, Number.COUNT.place());
    Label again = new Label();
    to.bind(again);
    product(to);
    to.dec(LEFT);
    to.jump(Condition.NOT_ZERO, again);
    for (int row = 0; row < shape.rows(); row++) {
      for (int vector = 0; vector < MatrixShape.VECTORS; vector++) {
        to.store(Form.VMOVUPS_STORE, vector(OWN_Y, vector), shape.sum(row, vector));
      }
      to.add(OWN_Y, Y_STRIDE);
    }
  }

  /** Asks for some lines of what comes next, so that they are there in time. */
  private void prefetch(Assembler to) {
    Label none = new Label();
    Label again = new Label();
    to.mov(LEFT, Number.LINES.place());
    to.cmp(LEFT, 0);
    to.jump(Condition.ZERO, none);
    to.mov(W, Number.AHEAD.place());
    to.bind(again);
    for (int line = 0; line < LINES_AT_ONCE; line++) {
      to.prefetch(Address.of(PANEL, W, 1, line * LINE));
    }
    to.add(W, LINES_AT_ONCE * LINE);
    to.sub(LEFT, LINES_AT_ONCE);
    to.jump(Condition.NOT_ZERO, again);
    to.mov(Number.AHEAD.place(), W);
    to.bind(none);
  }

  private Address vector(Gp base, int vector) {
    return Address.of(base, vector * shape.width().bytes());
  }

  private void product(Assembler to) {
    for (int vector = 0; vector < MatrixShape.VECTORS; vector++) {
      to.load(Form.VMOVUPS, shape.weight(vector), vector(W, vector));
    }
    to.add(W, W_STRIDE);
    for (int row = 0; row < shape.rows(); row++) {
      to.load(Form.VBROADCASTSS, shape.element(row), element(row));
      for (int vector = 0; vector < MatrixShape.VECTORS; vector++) {
        to.op(Form.VFMADD231PS, shape.sum(row, vector), shape.element(row), shape.weight(vector));
      }
    }
    for (int first = 0; first < shape.rows(); first += REACHED) {
      to.add(ROWS[first / REACHED], Float.BYTES);
    }
  }

  private Address element(int row) {
    Gp base = ROWS[row / REACHED];
    int behind = row % REACHED;
    return behind == 0 ? Address.of(base, 0) : Address.of(base, X_STRIDE, behind, 0);
  }
}
