package org.sparsevd.machine.tile;

import static org.sparsevd.machine.tile.CellRegisters.JOB;
import static org.sparsevd.machine.tile.CellRegisters.LEFT;
import static org.sparsevd.machine.tile.CellRegisters.READ;
import static org.sparsevd.machine.tile.CellRegisters.SUMS;
import static org.sparsevd.machine.tile.CellRegisters.TABLE;

import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Condition;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Frame;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;
import org.sparsevd.machine.code.Vec;

/**
 * Writes a function for {@link LockstepJobs} at a group of cells. An entry of the first filter and
 * one of the second lie side by side: each is a weight, and behind it the distance to a value. They
 * are loaded before they are needed. Entries that the first filter alone has follow.
 *
 * <p>Arguments are those of {@link CellCode}.
 */
final class LockstepCode {
  /** Rows of cells at most. */
  static final int MOST_ROWS = 2;

  private static final int FILTERS = 2;
  private static final int ENTRY_BYTES = CellTable.entryBytes(1);
  private static final Gp ENTRY = Gp.R8;
  private static final Gp END = Gp.R9;
  private static final Gp[] OFFSETS = {CellRegisters.OFFSET, Gp.RBP};
  private static final Gp[] NEXT = {Gp.RCX, Gp.R10};

  /** Where a row is written; there are no more entries then. */
  private static final Gp WRITE = Gp.R8;

  /** Bytes from the first filter to another one, in the output or among the sums. */
  private static final Gp OWN = Gp.RCX;

  private final Assembler to = new Assembler();
  private final CellShape shape;
  private final CellEnding ending;
  private final Part part;

  /**
   * A writer of one function.
   *
   * @param shape of one filter
   */
  LockstepCode(CellShape shape, CellEnding ending, Part part) {
    this.shape = shape;
    this.ending = ending;
    this.part = part;
  }

  byte[] write() {
    Label job = new Label();
    CellRegisters.enter(to, shape, ending);
    to.bind(job);
    for (int filter = 0; filter < FILTERS; filter++) {
      begin(filter);
    }
    to.mov32(ENTRY, Address.of(JOB, CellTable.JOB_START));
    to.add(ENTRY, TABLE);
    entries(FILTERS, CellTable.JOB_END);
    entries(1, CellTable.JOB_ALONE_END);
    Label alone = new Label();
    for (int filter = 0; filter < FILTERS; filter++) {
      if (filter > 0) {
        to.mov32(END, Address.of(JOB, CellTable.JOB_FULL));
        to.cmp(END, 0);
        to.jump(Condition.ZERO, alone);
      }
      end(filter);
    }
    to.bind(alone);
    to.add(JOB, CellTable.JOB_BYTES);
    to.dec(LEFT);
    to.jump(Condition.NOT_ZERO, job);
    Frame.leave(to);
    return to.toBytes();
  }

  /** Weights have the first registers, which all instructions know. */
  private Vec weight(int filter) {
    return new Vec(filter, shape.width());
  }

  private Vec sum(int filter, int number) {
    return new Vec(FILTERS + filter * shape.sums() + number, shape.width());
  }

  private Address kept(int sum) {
    return Address.of(SUMS, OWN, 1, sum * shape.width().bytes());
  }

  private static int place(int filter, int first, int second) {
    return filter == 0 ? first : second;
  }

  private void ownSums(int filter) {
    int sums = place(filter, CellTable.JOB_SUMS, CellTable.JOB_SECOND_SUMS);
    to.movsxd(OWN, Address.of(JOB, sums));
  }

  private void begin(int filter) {
    if (!part.begins()) {
      ownSums(filter);
    }
    for (int i = 0; i < shape.sums(); i++) {
      if (!part.begins()) {
        to.load(Form.VMOVUPS, sum(filter, i), kept(i));
      } else if (i == 0) {
        Address bias = Address.of(JOB, CellTable.JOB_BIAS + filter * Float.BYTES);
        to.load(Form.VBROADCASTSS, sum(filter, 0), bias);
      } else {
        to.load(Form.VMOVAPS, sum(filter, i), sum(filter, 0));
      }
    }
  }

  /**
   * Goes through entries of one or of both filters.
   *
   * @param end where the job says where they end
   */
  private void entries(int filters, int end) {
    Label again = new Label();
    Label done = new Label();
    to.mov32(END, Address.of(JOB, end));
    to.add(END, TABLE);
    to.cmp(ENTRY, END);
    to.jump(Condition.ZERO, done);
    for (int filter = 0; filter < filters; filter++) {
      to.mov(NEXT[filter], Address.of(ENTRY, filter * ENTRY_BYTES));
    }
    to.bind(again);
    for (int filter = 0; filter < filters; filter++) {
      to.mov(OFFSETS[filter], NEXT[filter]);
      to.mov(NEXT[filter], Address.of(ENTRY, (filters + filter) * ENTRY_BYTES));
      Vec lowest = Vec.xmm(weight(filter).number());
      to.vmovd(lowest, OFFSETS[filter]);
      to.load(Form.VBROADCASTSS, weight(filter), lowest);
      to.sar(OFFSETS[filter], Integer.SIZE);
    }
    for (int i = 0; i < shape.sums(); i++) {
      for (int filter = 0; filter < filters; filter++) {
        int cell = i % shape.cells() * shape.read();
        Address value = Address.of(READ[i / shape.cells()], OFFSETS[filter], 1, cell);
        to.op(Form.VFMADD231PS, sum(filter, i), weight(filter), value);
      }
    }
    to.add(ENTRY, filters * ENTRY_BYTES);
    to.cmp(ENTRY, END);
    to.jump(Condition.NOT_ZERO, again);
    to.bind(done);
  }

  /** Sums are complete, or go back to memory until the next block. */
  private void end(int filter) {
    if (!part.ends()) {
      ownSums(filter);
      for (int i = 0; i < shape.sums(); i++) {
        to.store(Form.VMOVUPS_STORE, kept(i), sum(filter, i));
      }
      return;
    }
    int output = place(filter, CellTable.JOB_OUTPUT, CellTable.JOB_SECOND_OUTPUT);
    to.movsxd(OWN, Address.of(JOB, output));
    for (int i = 0; i < shape.sums(); i++) {
      if (i % shape.cells() == 0) {
        CellRegisters.row(to, WRITE, i / shape.cells());
      }
      int cell = i % shape.cells() * shape.width().bytes();
      CellRegisters.finish(to, ending, sum(filter, i), Address.of(WRITE, OWN, 1, cell));
    }
  }
}
