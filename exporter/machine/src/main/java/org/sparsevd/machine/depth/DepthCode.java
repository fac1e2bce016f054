package org.sparsevd.machine.depth;

import org.sparsevd.machine.bytes.ByteTable;
import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Condition;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;

/**
 * Writes a function that slides the windows of four channels over all groups of cells.
 *
 * <p>Arguments: those of {@link org.sparsevd.machine.bytes.ByteCode}, with four channels for a job.
 *
 * @param sums what is done at a group
 * @param groups of cells
 */
record DepthCode(DepthSums sums, int groups) {
  static final Gp TABLE = Gp.RSI;
  static final Gp READ = Gp.RAX;
  static final Gp WRITE = Gp.R10;
  static final Gp JOB = Gp.R8;

  /** Free for what is done at a group. */
  static final Gp FREE = Gp.R12;

  private static final Gp IN = Gp.R11;
  private static final Gp OUT = Gp.RDX;
  private static final Gp GROUP = Gp.RBX;
  private static final Gp COUNT = Gp.RBP;
  private static final Gp LEFT = Gp.R9;

  byte[] write() {
    Assembler to = new Assembler();
    Label plane = new Label();
    Label group = new Label();
    to.push(Gp.RBX);
    to.push(Gp.RBP);
    to.push(FREE);
    to.add(Gp.RDI, Gp.RDX);
    to.add(Gp.RCX, TABLE);
    to.add(Gp.RCX, ByteTable.FIRST_GROUP);
    to.add(JOB, TABLE);
    to.bind(plane);
    to.movsxd(IN, Address.of(JOB, DepthJobs.READ));
    to.add(IN, Gp.RDI);
    to.movsxd(OUT, Address.of(JOB, DepthJobs.WRITE));
    to.add(OUT, Gp.RDI);
    to.mov(GROUP, Gp.RCX);
    to.mov(COUNT, groups);
    sums.begin(to);
    to.bind(group);
    to.movsxd(READ, Address.of(GROUP, 0));
    to.add(READ, IN);
    to.movsxd(WRITE, Address.of(GROUP, Integer.BYTES));
    to.add(WRITE, OUT);
    sums.write(to);
    to.add(GROUP, 2 * Integer.BYTES);
    to.dec(COUNT);
    to.jump(Condition.NOT_ZERO, group);
    to.add(JOB, sums.jobs().bytes());
    to.dec(LEFT);
    to.jump(Condition.NOT_ZERO, plane);
    to.pop(FREE);
    to.pop(Gp.RBP);
    to.pop(Gp.RBX);
    to.vzeroupper();
    to.ret();
    return to.toBytes();
  }
}
