package org.sparsevd.machine.rows;

import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Condition;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;
import org.sparsevd.machine.code.Vec;

/** Writes functions for products of packed levels. */
final class RowsCode {
  private static final Gp IN = Gp.RDI;
  private static final Gp OUT = Gp.RSI;
  private static final Gp TABLE = Gp.RDX;
  private static final Gp PANEL = Gp.RCX;
  private static final Gp CHUNK = Gp.R8;
  private static final Gp LEFT = Gp.R9;
  private static final Gp READ = Gp.RAX;
  private static final Gp WRITE = Gp.R10;
  private static final Gp WEIGHTS = Gp.R11;
  private static final Gp GROUP = Gp.RBX;
  private static final Gp GROUPS = Gp.RBP;
  private static final Gp COUNT = Gp.R12;
  private static final Gp[] SAVED = {Gp.RBX, Gp.RBP, Gp.R12};

  private final RowsShape shape;
  private final Assembler to = new Assembler();

  /** Where what sums begin with lies; null where it is the same for all vectors. */
  private final ExcessRoom room;

  private RowsCode(RowsShape shape, ExcessRoom room) {
    this.shape = shape;
    this.room = room;
  }

  /**
   * Arguments: the packed vectors, the vectors that are found, a table, bytes there to the first
   * panel and to the chunk of groups of vectors, how many panels.
   */
  static byte[] of(RowsShape shape, ExcessRoom room) {
    RowsCode code = new RowsCode(shape, room);
    code.write();
    return code.to.toBytes();
  }

  private void write() {
    Label panel = new Label();
    Label group = new Label();
    for (Gp register : SAVED) {
      to.push(register);
    }
    to.add(PANEL, TABLE);
    to.add(CHUNK, TABLE);
    if (shape.products() == RowsProducts.BYTES) {
      to.load(Form.VMOVUPS, shape.ones(), Address.of(TABLE, RowsTable.ONES));
    }
    to.bind(panel);
    to.mov32(GROUPS, Address.of(CHUNK, 0));
    to.lea(GROUP, Address.of(CHUNK, RowsTable.FIRST_GROUP));
    to.bind(group);
    pointers();
    sums();
    store();
    to.add(GROUP, RowsTable.GROUP_BYTES);
    to.dec(GROUPS);
    to.jump(Condition.NOT_ZERO, group);
    to.add(PANEL, RowsTable.PANEL_BYTES);
    to.dec(LEFT);
    to.jump(Condition.NOT_ZERO, panel);
    for (int i = SAVED.length - 1; i >= 0; i--) {
      to.pop(SAVED[i]);
    }
    to.vzeroupper();
    to.ret();
  }

  private void pointers() {
    to.movsxd(READ, Address.of(GROUP, 0));
    to.add(READ, IN);
    to.movsxd(WRITE, Address.of(GROUP, Integer.BYTES));
    to.add(WRITE, OUT);
    to.movsxd(WEIGHTS, Address.of(PANEL, RowsTable.OUTPUT));
    to.add(WRITE, WEIGHTS);
    to.movsxd(WEIGHTS, Address.of(PANEL, RowsTable.WEIGHTS));
    to.add(WEIGHTS, TABLE);
  }

  /** What a sum begins with: what was computed before, or the same for all vectors. */
  private Address start(int row, int part) {
    int at = part * shape.width().bytes();
    return room == null
        ? Address.of(WEIGHTS, shape.weightBytes() + at)
        : Address.of(COUNT, room.sums() + part * room.sumBytes() + row * ExcessRoom.VECTOR);
  }

  private void sums() {
    Label again = new Label();
    if (room != null) {
      to.movsxd(COUNT, Address.of(GROUP, 2 * Integer.BYTES));
      to.add(COUNT, IN);
    }
    for (int row = 0; row < shape.rows(); row++) {
      for (int part = 0; part < shape.parts(); part++) {
        to.load(Form.VMOVUPS, shape.sum(row, part), start(row, part));
      }
    }
    to.mov(COUNT, shape.blocks());
    to.bind(again);
    int steps = shape.products().steps();
    for (int step = 0; step < steps; step++) {
      int level = step * shape.blockBytes() / steps;
      shape.products().step(to, shape, READ, level, WEIGHTS, step * shape.stepBytes());
    }
    to.add(WEIGHTS, steps * shape.stepBytes());
    to.add(READ, shape.blockBytes());
    to.dec(COUNT);
    to.jump(Condition.NOT_ZERO, again);
  }

  private void store() {
    for (int row = 0; row < shape.rows(); row++) {
      for (int part = 0; part < shape.parts(); part++) {
        Vec sum = shape.sum(row, part);
        end(sum, part);
        int at = row * shape.layer().outputs() * Float.BYTES + part * shape.width().bytes();
        to.store(Form.VMOVUPS_STORE, Address.of(WRITE, at), sum);
      }
    }
  }

  /** What {@link org.sparsevd.runtime.level.LevelEnding#of} says. */
  private void end(Vec sum, int part) {
    to.load(Form.VCVTDQ2PS, sum, sum);
    if (shape.layer().ending().isBounded()) {
      to.op(Form.VMAXPS, sum, sum, Address.of(TABLE, RowsTable.FLOOR));
    }
    if (shape.layer().ending().isScaled()) {
      // Behind the weights, where that register points by now, and the starts.
      int scale = shape.endingBytes() + part * shape.width().bytes();
      to.op(Form.VMULPS, sum, sum, Address.of(WEIGHTS, scale));
      to.op(Form.VADDPS, sum, sum, Address.of(WEIGHTS, scale + shape.endingBytes()));
    }
    if (shape.layer().ending().levels() != null) {
      RowsPacking.clamp(to, TABLE, sum, RowsTable.FOUND);
      to.op(Form.VADDPS, sum, sum, Address.of(TABLE, RowsTable.WHOLE));
      to.op(Form.VSUBPS, sum, sum, Address.of(TABLE, RowsTable.WHOLE));
    }
  }
}
