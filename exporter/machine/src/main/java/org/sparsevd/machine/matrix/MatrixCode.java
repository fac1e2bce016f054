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
 * for: no more than there are elements of a row.
 */
record MatrixCode(MatrixShape shape) {
  /** Rows that one register reaches: at its address, one stride behind it, and two. */
  private static final int REACHED = 3;

  private static final int LINE = 64;

  private static final Gp X = Gp.RDI;
  private static final Gp PANEL = Gp.RSI;
  private static final Gp AHEAD = Gp.RDX;
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

  /** Where the first row of a panel of {@code y} is noted: its stride is in a register by then. */
  private static Address y() {
    return Number.Y_STRIDE.place();
  }

  byte[] write() {
    Assembler to = new Assembler();
    Frame.enter(to);
    to.add(X, Gp.RCX);
    to.add(PANEL, Gp.R8);
    to.add(Gp.RDX, Gp.R9);
    to.mov(X_STRIDE, Number.X_STRIDE.place());
    to.mov(W_STRIDE, Number.W_STRIDE.place());
    to.mov(Y_STRIDE, Number.Y_STRIDE.place());
    to.mov(y(), Gp.RDX);
    Label panel = new Label();
    Label block = new Label();
    to.bind(panel);
    to.mov(OWN_X, X);
    to.mov(OWN_Y, y());
    to.mov(BLOCKS, Number.BLOCKS.place());
    to.bind(block);
    block(to);
    to.dec(BLOCKS);
    to.jump(Condition.NOT_ZERO, block);
    to.add(PANEL, Number.PANEL_BYTES.place());
    to.mov(LEFT, y());
    to.add(LEFT, MatrixShape.VECTORS * shape.width().bytes());
    to.mov(y(), LEFT);
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
    to.mov(W, PANEL);
    products(to);
    for (int row = 0; row < shape.rows(); row++) {
      for (int vector = 0; vector < MatrixShape.VECTORS; vector++) {
        to.store(Form.VMOVUPS_STORE, vector(OWN_Y, vector), shape.sum(row, vector));
      }
      to.add(OWN_Y, Y_STRIDE);
    }
  }

  /**
   * The products of all elements. With each of the first ones goes a line of what comes next: many
   * lines at once would be waited for.
   */
  private void products(Assembler to) {
    Label asking = new Label();
    Label rest = new Label();
    Label again = new Label();
    Label done = new Label();
    to.mov(LEFT, Number.LINES.place());
    to.cmp(LEFT, 0);
    to.jump(Condition.ZERO, rest);
    to.mov(AHEAD, Number.AHEAD.place());
    to.bind(asking);
    to.prefetch(Address.of(PANEL, AHEAD, 1, 0));
    to.add(AHEAD, LINE);
    product(to);
    to.dec(LEFT);
    to.jump(Condition.NOT_ZERO, asking);
    to.mov(Number.AHEAD.place(), AHEAD);
    to.bind(rest);
    to.mov(LEFT, Number.COUNT.place());
    to.mov(AHEAD, Number.LINES.place());
    to.sub(LEFT, AHEAD);
    to.cmp(LEFT, 0);
    to.jump(Condition.ZERO, done);
    to.bind(again);
    product(to);
    to.dec(LEFT);
    to.jump(Condition.NOT_ZERO, again);
    to.bind(done);
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
