package org.sparsevd.machine.tile;

import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Frame;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Vec;

/** What registers hold all through a function for a group of cells, and how it begins and ends. */
final class CellRegisters {
  static final Gp MEMORY = Gp.RDI;
  static final Gp TABLE = Gp.RSI;
  static final Gp[] READ = {Gp.R11, Gp.RBX, Gp.RBP, Gp.R12};

  /** The row of the group in the table. */
  static final Gp GROUP = Gp.RDX;

  static final Gp SUMS = Gp.R13;
  static final Gp JOB = Gp.R14;
  static final Gp LEFT = Gp.R15;

  /** For anything. */
  static final Gp OFFSET = Gp.RAX;

  private CellRegisters() {}

  static void enter(Assembler to, CellShape shape, CellEnding ending) {
    Frame.enter(to);
    to.add(MEMORY, Gp.RDX);
    to.mov(GROUP, Gp.RCX);
    to.add(GROUP, TABLE);
    to.mov(JOB, Gp.R8);
    to.add(JOB, TABLE);
    to.mov(LEFT, Gp.R9);
    for (int row = 0; row < shape.rows(); row++) {
      to.movsxd(READ[row], Address.of(GROUP, CellTable.read(row)));
      to.add(READ[row], MEMORY);
    }
    to.movsxd(OFFSET, Address.of(GROUP, CellTable.GROUP_SUMS));
    to.lea(SUMS, Address.of(MEMORY, OFFSET, 1, ending.sums()));
  }

  /** The address at which a row is written goes into a register. */
  static void row(Assembler to, Gp write, int row) {
    to.movsxd(write, Address.of(GROUP, CellTable.write(row)));
    to.add(write, MEMORY);
  }

  /** Stores a sum that is complete. */
  static void finish(Assembler to, CellEnding ending, Vec sum, Address place) {
    if (ending.ending().addsResidual()) {
      int other = place.displacement() + ending.residual();
      to.op(Form.VADDPS, sum, sum, Address.of(place.base(), place.index(), 1, other));
    }
    if (ending.hasLow()) {
      to.op(Form.VMAXPS, sum, sum, Address.of(TABLE, CellTable.LOW));
    }
    if (ending.hasHigh()) {
      to.op(Form.VMINPS, sum, sum, Address.of(TABLE, CellTable.HIGH));
    }
    to.store(Form.VMOVUPS_STORE, place, sum);
  }
}
