package org.sparsevd.machine.patch;

import org.sparsevd.machine.bytes.ByteCode;
import org.sparsevd.machine.bytes.ByteFinish;
import org.sparsevd.machine.bytes.ByteTable;
import org.sparsevd.machine.bytes.JobLayout;
import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Condition;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Frame;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;
import org.sparsevd.machine.code.Vec;

/**
 * Writes a function for the outputs of a group of patches, from sums at points. A job is four
 * filters, whose outputs of a patch lie on the stack until all are there.
 *
 * <p>Arguments: the memory of all images, a {@link ByteTable}, bytes to the first image, to the
 * group and to the first job of a part in the table, how many jobs.
 *
 * @param table where the table has constants
 */
record PatchCode(PatchShape shape, ByteFinish finish, PatchTable table) {
  private static final Gp GROUP = Gp.R8;
  private static final Gp PATCHES = Gp.R9;
  private static final Gp SUMS = Gp.R13;
  private static final Gp READ = Gp.R10;
  private static final Gp OUTPUTS = Gp.R11;
  private static final Gp STARTS = Gp.RBP;
  private static final Gp FILTERS = Gp.RCX;
  private static final Gp LEFT = Gp.R15;
  private static final Gp FIRST_GROUP = Gp.RBX;

  private static final int OUTPUTS_OF_PATCH = PatchPoints.OUTPUTS * PatchPoints.OUTPUTS;

  byte[] write() {
    Assembler to = new Assembler();
    Label job = new Label();
    Label patch = new Label();
    Label filter = new Label();
    int sumBytes = PatchPoints.COUNT * shape.bytes();
    int next = finish.layout().filters() * shape.together() * sumBytes;
    enter(to);
    to.bind(job);
    to.mov(GROUP, FIRST_GROUP);
    to.mov(PATCHES, shape.together());
    to.bind(patch);
    to.mov(READ, SUMS);
    to.mov(OUTPUTS, ByteCode.STACK);
    to.mov(FILTERS, finish.layout().filters());
    to.bind(filter);
    outputs(to);
    to.add(READ, shape.together() * sumBytes);
    to.add(OUTPUTS, OUTPUTS_OF_PATCH * shape.bytes());
    to.add(STARTS, Integer.BYTES);
    to.dec(FILTERS);
    to.jump(Condition.NOT_ZERO, filter);
    to.sub(STARTS, finish.layout().filters() * Integer.BYTES);
    finish(to);
    to.add(SUMS, sumBytes);
    to.add(GROUP, 2 * Integer.BYTES);
    to.dec(PATCHES);
    to.jump(Condition.NOT_ZERO, patch);
    to.add(SUMS, next - shape.together() * sumBytes);
    to.add(STARTS, finish.layout().filters() * Integer.BYTES);
    to.add(ByteCode.JOB, finish.layout().bytes());
    to.dec(LEFT);
    to.jump(Condition.NOT_ZERO, job);
    Frame.leave(to, room());
    return to.toBytes();
  }

  /** Bytes of what waits on the stack: outputs of four filters, and rows of a filter's points. */
  private int room() {
    return finish.stack() + PatchPoints.OUTPUTS * PatchPoints.ROW * shape.bytes();
  }

  private void enter(Assembler to) {
    Frame.enter(to, room());
    to.add(ByteCode.MEMORY, Gp.RDX);
    to.add(Gp.RCX, ByteCode.TABLE);
    to.mov(ByteCode.JOB, Gp.R8);
    to.add(ByteCode.JOB, ByteCode.TABLE);
    to.mov(LEFT, Gp.R9);
    to.movsxd(SUMS, Address.of(Gp.RCX, PatchTable.WORDS));
    to.add(SUMS, ByteCode.MEMORY);
    to.add(SUMS, PatchPoints.COUNT * shape.pointCells() * shape.bytes());
    to.lea(FIRST_GROUP, Address.of(Gp.RCX, ByteTable.FIRST_GROUP));
    to.movsxd(STARTS, Address.of(ByteCode.JOB, finish.layout().firstStream() + PatchTable.STARTS));
    to.add(STARTS, ByteCode.TABLE);
  }

  private Vec register(int number) {
    return new Vec(number, shape.products().width());
  }

  /** Where what became of a column of points waits. */
  private Address waiting(int row, int column) {
    int number = row * PatchPoints.ROW + column;
    return Address.of(ByteCode.STACK, finish.stack() + number * shape.bytes());
  }

  private Address point(int row, int column) {
    return Address.of(READ, (row * PatchPoints.ROW + column) * shape.bytes());
  }

  /** The outputs of a filter: by columns of points first, then by rows. */
  private void outputs(Assembler to) {
    for (int column = 0; column < PatchPoints.ROW; column++) {
      Address[] sums = new Address[PatchPoints.ROW];
      for (int row = 0; row < sums.length; row++) {
        sums[row] = point(row, column);
      }
      four(to, sums, column == PatchPoints.CONSTANT % PatchPoints.ROW);
      for (int row = 0; row < PatchPoints.OUTPUTS; row++) {
        to.store(Form.VMOVUPS_STORE, waiting(row, column), register(row));
      }
    }
    for (int row = 0; row < PatchPoints.OUTPUTS; row++) {
      Address[] sums = new Address[PatchPoints.ROW];
      for (int column = 0; column < sums.length; column++) {
        sums[column] = waiting(row, column);
      }
      four(to, sums, false);
      for (int column = 0; column < PatchPoints.OUTPUTS; column++) {
        Vec output = register(column);
        Address shift = Address.of(ByteCode.TABLE, table.shift(row, column));
        to.op(Form.VPMULLD, output, output, Address.of(ByteCode.TABLE, table.inverse()));
        to.op(Form.VPSRAD, output, output, shift);
        int number = row * PatchPoints.OUTPUTS + column;
        to.store(Form.VMOVUPS_STORE, Address.of(OUTPUTS, number * shape.bytes()), output);
      }
    }
  }

  /**
   * Four outputs from the sums of six points, in the first registers: the first 24 times as large,
   * the others 12 times.
   *
   * @param start whether the second point also has what the filter's sum begins with
   */
  private void four(Assembler to, Address[] sums, boolean start) {
    Vec ones = register(4);
    Vec onesLess = register(5);
    Vec twos = register(6);
    Vec twosLess = register(7);
    Vec more = register(8);
    to.load(Form.VMOVUPS, ones, sums[1]);
    if (start) {
      to.load(Form.VPBROADCASTD, more, Address.of(STARTS, 0));
      to.op(Form.VPADDD, ones, ones, more);
    }
    to.op(Form.VPSUBD, onesLess, ones, sums[2]);
    to.op(Form.VPADDD, ones, ones, sums[2]);
    to.load(Form.VMOVUPS, twos, sums[3]);
    to.op(Form.VPSUBD, twosLess, twos, sums[4]);
    to.op(Form.VPADDD, twos, twos, sums[4]);
    to.op(Form.VPADDD, register(2), ones, twos);
    to.op(Form.VPADDD, register(0), register(2), ones);
    to.op(Form.VPADDD, register(0), register(0), sums[0]);
    to.op(Form.VPADDD, register(2), register(2), twos);
    to.op(Form.VPADDD, register(1), onesLess, twosLess);
    to.shiftLeft(more, twosLess, 2);
    to.op(Form.VPADDD, register(3), onesLess, more);
    to.load(Form.VMOVUPS, more, sums[5]);
    to.op(Form.VPADDD, more, more, more);
    to.op(Form.VPADDD, register(3), register(3), more);
  }

  private void finish(Assembler to) {
    to.movsxd(ByteCode.OUTPUT, Address.of(GROUP, Integer.BYTES));
    to.add(ByteCode.OUTPUT, ByteCode.MEMORY);
    to.movsxd(Gp.RAX, Address.of(ByteCode.JOB, JobLayout.OUTPUT));
    to.add(ByteCode.OUTPUT, Gp.RAX);
    finish.write(to);
  }
}
