package org.sparsevd.machine.product;

import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Condition;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Frame;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;
import org.sparsevd.machine.code.Vec;

/**
 * Writes a function that goes over tiles of columns, and from each to the next may go on to other
 * panels. For each tile it goes over panels of rows, whose sums are in registers: {@code
 * c[rowPlace(r) + j] (+)= sum_k panel[k, r] x[place(k) + j]}.
 *
 * <p>Columns lie far apart in an image, and many of them compete for the same cache lines. So the
 * first panel copies those it reads, one behind the other, and the others read the copy. Where
 * columns lie like that as they are, nothing is copied.
 *
 * <p>Arguments: where the arrays of panels, places, x and c begin, bytes to the first panel and to
 * the first place; and on the stack what {@link Number} says, in its order.
 */
record TileWriter(TileShape shape) {
  private static final Gp PANELS = Gp.RDI;
  private static final Gp PLACES = Gp.RSI;
  private static final Gp X = Gp.RDX;
  private static final Gp C = Gp.RCX;
  private static final Gp PANEL = Gp.R8;
  private static final Gp ROW_PLACES = Gp.R9;
  private static final Gp LEFT = Gp.R10;
  private static final Gp PLACE = Gp.R11;
  private static final Gp ELEMENTS = Gp.RBX;
  private static final Gp COUNT = Gp.RBP;
  private static final Gp AT = Gp.RAX;
  private static final Gp COPY = Gp.R12;

  /** Numbers on the stack; all but counts in bytes. */
  enum Number {
    X_START,
    C_START,
    /** Products of a sum. */
    COUNT,
    PANEL_STRIDE,
    /** Whole panels. */
    PANELS,
    /** From the first place in x to the first one in c. */
    ROW_PLACES,
    TILES,
    /** From a tile to the next. */
    PANELS_STEP,
    X_STEP,
    C_STEP,
    /** Where the copy of a tile's columns lies. */
    COPY;

    Address place() {
      return Frame.argument(ordinal());
    }
  }

  /** Where a panel reads columns. */
  private enum Source {
    IMAGE,
    IMAGE_COPYING,
    /** One behind the other: the copy, or what lies like that as it is. */
    NEAR
  }

  byte[] write() {
    Assembler to = new Assembler();
    Frame.enter(to);
    to.add(PANELS, Gp.R8);
    to.add(PLACES, Gp.R9);
    to.add(X, Number.X_START.place());
    to.add(C, Number.C_START.place());
    Label tile = new Label();
    to.bind(tile);
    to.mov(PANEL, PANELS);
    to.mov(ROW_PLACES, Number.ROW_PLACES.place());
    to.add(ROW_PLACES, PLACES);
    if (shape.whole()) {
      wholePanels(to);
    }
    if (shape.rest() > 0) {
      boolean near = shape.whole() || shape.near();
      panel(to, shape.rest(), near ? Source.NEAR : Source.IMAGE);
    }
    to.add(PANELS, Number.PANELS_STEP.place());
    to.add(X, Number.X_STEP.place());
    to.add(C, Number.C_STEP.place());
    to.mov(LEFT, Number.TILES.place());
    to.dec(LEFT);
    to.mov(Number.TILES.place(), LEFT);
    to.jump(Condition.NOT_ZERO, tile);
    Frame.leave(to);
    return to.toBytes();
  }

  private void wholePanels(Assembler to) {
    Label panel = new Label();
    Label done = new Label();
    wholePanel(to, shape.near() ? Source.NEAR : Source.IMAGE_COPYING);
    to.mov(LEFT, Number.PANELS.place());
    to.dec(LEFT);
    to.jump(Condition.ZERO, done);
    to.bind(panel);
    wholePanel(to, Source.NEAR);
    to.dec(LEFT);
    to.jump(Condition.NOT_ZERO, panel);
    to.bind(done);
  }

  private void wholePanel(Assembler to, Source source) {
    int rows = TileShape.panelRows(shape.width());
    panel(to, rows, source);
    to.add(PANEL, Number.PANEL_STRIDE.place());
    to.add(ROW_PLACES, rows * Integer.BYTES);
  }

  private void panel(Assembler to, int rows, Source source) {
    Label again = new Label();
    for (int row = 0; row < rows; row++) {
      if (shape.add()) {
        to.movsxd(AT, Address.of(ROW_PLACES, row * Integer.BYTES));
      }
      for (int vector = 0; vector < shape.vectors(); vector++) {
        Vec sum = shape.sum(row, vector);
        if (shape.add()) {
          to.load(Form.VMOVUPS, sum, vector(C, vector));
        } else {
          to.op(Form.VXORPS, sum, sum, sum);
        }
      }
    }
    to.mov(PLACE, PLACES);
    if (shape.near()) {
      to.mov(COPY, X);
    } else {
      to.mov(COPY, Number.COPY.place());
    }
    to.mov(ELEMENTS, PANEL);
    to.mov(COUNT, Number.COUNT.place());
    to.bind(again);
    columns(to, source);
    products(to, rows);
    to.dec(COUNT);
    to.jump(Condition.NOT_ZERO, again);
    for (int row = 0; row < rows; row++) {
      to.movsxd(AT, Address.of(ROW_PLACES, row * Integer.BYTES));
      for (int vector = 0; vector < shape.vectors(); vector++) {
        to.store(Form.VMOVUPS_STORE, vector(C, vector), shape.sum(row, vector));
      }
    }
  }

  /** Where a vector lies behind an array's start and the place at hand. */
  private Address vector(Gp base, int vector) {
    return Address.of(base, AT, Float.BYTES, vector * shape.width().bytes());
  }

  private void columns(Assembler to, Source source) {
    if (source != Source.NEAR) {
      to.movsxd(AT, Address.of(PLACE, 0));
      to.add(PLACE, Integer.BYTES);
    }
    for (int vector = 0; vector < shape.vectors(); vector++) {
      Address copy = Address.of(COPY, vector * shape.width().bytes());
      Address from = source == Source.NEAR ? copy : vector(X, vector);
      to.load(Form.VMOVUPS, shape.column(vector), from);
      if (source == Source.IMAGE_COPYING) {
        to.store(Form.VMOVUPS_STORE, copy, shape.column(vector));
      }
    }
    if (source != Source.IMAGE) {
      to.add(COPY, shape.vectors() * shape.width().bytes());
    }
  }

  private void products(Assembler to, int rows) {
    for (int row = 0; row < rows; row++) {
      to.load(Form.VBROADCASTSS, shape.element(row), Address.of(ELEMENTS, row * Float.BYTES));
      for (int vector = 0; vector < shape.vectors(); vector++) {
        to.op(Form.VFMADD231PS, shape.sum(row, vector), shape.element(row), shape.column(vector));
      }
    }
    to.add(ELEMENTS, TileShape.panelRows(shape.width()) * Float.BYTES);
  }
}
