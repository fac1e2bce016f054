package org.sparsevd.machine.tile;

import static org.sparsevd.machine.tile.CellRegisters.JOB;
import static org.sparsevd.machine.tile.CellRegisters.LEFT;
import static org.sparsevd.machine.tile.CellRegisters.OFFSET;
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
 * Writes a function for filters at a group of cells. It goes through filters, or pairs of them; for
 * each, sums are in registers while its weights stream by. An entry of the stream is the distance
 * to a value, and the weights that multiply it.
 *
 * <p>Arguments: the memory of all images, a {@link CellTable}, bytes to the first image, to the row
 * of the group and to the first job in the table, how many jobs.
 */
final class CellCode {
  private static final Gp ENTRY = Gp.R8;
  private static final Gp END = Gp.R9;

  /** Where a row is written; there are no more entries then. */
  private static final Gp WRITE = Gp.R8;

  /** Bytes from the first filter to those of a job, in the output or among the sums. */
  private static final Gp OWN = Gp.RCX;

  /** The next entries, in place of what is known again behind the last one. */
  private static final Gp[] NEXT = {Gp.RCX, Gp.R10};

  private final Assembler to = new Assembler();
  private final CellShape shape;
  private final CellEnding ending;
  private final Part part;

  CellCode(CellShape shape, CellEnding ending, Part part) {
    this.shape = shape;
    this.ending = ending;
    this.part = part;
  }

  byte[] write() {
    CellRegisters.enter(to, shape, ending);
    Label filter = new Label();
    Label again = new Label();
    Label done = new Label();
    to.bind(filter);
    begin();
    to.mov32(ENTRY, Address.of(JOB, CellTable.JOB_START));
    to.mov32(END, Address.of(JOB, CellTable.JOB_END));
    to.add(ENTRY, TABLE);
    to.add(END, TABLE);
    to.cmp(ENTRY, END);
    to.jump(Condition.ZERO, done);
    for (int i = 0; shape.loadsAhead() && i < CellTable.AHEAD; i++) {
      to.mov(NEXT[i], entry(i));
    }
    to.bind(again);
    if (shape.loadsAhead()) {
      weightAhead();
    } else {
      weights();
    }
    products();
    to.add(ENTRY, CellTable.entryBytes(shape.filters()));
    to.cmp(ENTRY, END);
    to.jump(Condition.NOT_ZERO, again);
    to.bind(done);
    if (part.ends()) {
      finish();
    } else {
      keep();
    }
    to.add(JOB, CellTable.JOB_BYTES);
    to.dec(LEFT);
    to.jump(Condition.NOT_ZERO, filter);
    Frame.leave(to);
    return to.toBytes();
  }

  private Address kept(int sum) {
    return Address.of(SUMS, OWN, 1, sum * shape.width().bytes());
  }

  private void begin() {
    to.movsxd(OWN, Address.of(JOB, CellTable.JOB_SUMS));
    for (int i = 0; !part.begins() && i < shape.sums(); i++) {
      to.load(Form.VMOVUPS, shape.sum(i), kept(i));
    }
    int each = shape.rows() * shape.cells();
    for (int i = 0; part.begins() && i < shape.sums(); i++) {
      if (i % each == 0) {
        Address bias = Address.of(JOB, CellTable.JOB_BIAS + i / each * Float.BYTES);
        to.load(Form.VBROADCASTSS, shape.sum(i), bias);
      } else {
        to.load(Form.VMOVAPS, shape.sum(i), shape.sum(i / each * each));
      }
    }
  }

  /** The entry so many behind this one. */
  private Address entry(int behind) {
    return Address.of(ENTRY, behind * CellTable.entryBytes(shape.filters()));
  }

  private void weights() {
    to.movsxd(OFFSET, entry(0));
    for (int f = 0; f < shape.filters(); f++) {
      Address weight = Address.of(ENTRY, Integer.BYTES + f * Float.BYTES);
      to.load(Form.VBROADCASTSS, shape.weight(f), weight);
    }
  }

  /** The lower half of an entry is the weight, the upper one the distance. */
  private void weightAhead() {
    to.mov(OFFSET, NEXT[0]);
    to.mov(NEXT[0], NEXT[1]);
    to.mov(NEXT[1], entry(CellTable.AHEAD));
    Vec lowest = Vec.xmm(shape.weight(0).number());
    to.vmovd(lowest, OFFSET);
    to.load(Form.VBROADCASTSS, shape.weight(0), lowest);
    to.sar(OFFSET, Integer.SIZE);
  }

  private void products() {
    for (int row = 0; row < shape.rows(); row++) {
      for (int cell = 0; cell < shape.cells(); cell++) {
        Address value = Address.of(READ[row], OFFSET, 1, cell * shape.read());
        if (shape.filters() == 1) {
          to.op(Form.VFMADD231PS, shape.sum(0, row, cell), shape.weight(0), value);
        } else {
          to.load(Form.VMOVUPS, shape.value(), value);
          for (int f = 0; f < shape.filters(); f++) {
            to.op(Form.VFMADD231PS, shape.sum(f, row, cell), shape.weight(f), shape.value());
          }
        }
      }
    }
  }

  /** Sums go back to memory until the next block. */
  private void keep() {
    to.movsxd(OWN, Address.of(JOB, CellTable.JOB_SUMS));
    for (int i = 0; i < shape.sums(); i++) {
      to.store(Form.VMOVUPS_STORE, kept(i), shape.sum(i));
    }
  }

  /** Sums are complete. Of a pair that is not full, the second filter goes nowhere. */
  private void finish() {
    to.movsxd(OWN, Address.of(JOB, CellTable.JOB_OUTPUT));
    Label alone = new Label();
    for (int f = 0; f < shape.filters(); f++) {
      if (f == 1) {
        to.mov32(OFFSET, Address.of(JOB, CellTable.JOB_FULL));
        to.cmp(OFFSET, 0);
        to.jump(Condition.ZERO, alone);
      }
      for (int row = 0; row < shape.rows(); row++) {
        CellRegisters.row(to, WRITE, row);
        for (int cell = 0; cell < shape.cells(); cell++) {
          int place = f * ending.stride() + cell * shape.width().bytes();
          Address output = Address.of(WRITE, OWN, 1, place);
          CellRegisters.finish(to, ending, shape.sum(f, row, cell), output);
        }
      }
    }
    to.bind(alone);
  }
}
