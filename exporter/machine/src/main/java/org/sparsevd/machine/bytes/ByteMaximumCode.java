package org.sparsevd.machine.bytes;

import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Condition;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.runtime.tile.bytes.ByteMaximum;

/**
 * Writes a function that finds the largest bytes of windows at a group of cells, for all channels.
 *
 * <p>Arguments: those of {@link ByteCode}, with channels for jobs.
 */
record ByteMaximumCode(ByteShape shape, ByteMaximum pooling) {
  private static final Gp READ = Gp.RAX;
  private static final Gp WRITE = Gp.R8;
  private static final Gp LEFT = Gp.R9;

  byte[] write() {
    Assembler to = new Assembler();
    to.add(Gp.RDI, Gp.RDX);
    to.add(Gp.RCX, Gp.RSI);
    to.movsxd(READ, Address.of(Gp.RCX, ByteTable.FIRST_GROUP));
    to.add(READ, Gp.RDI);
    to.movsxd(WRITE, Address.of(Gp.RCX, ByteTable.FIRST_GROUP + Integer.BYTES));
    to.add(WRITE, Gp.RDI);
    Label again = new Label();
    to.bind(again);
    for (int cell = 0; cell < shape.run().size(); cell++) {
      cell(to, cell);
    }
    to.add(READ, ByteTable.bytes(pooling.in().tiling().stride()));
    to.add(WRITE, ByteTable.bytes(pooling.out().tiling().stride()));
    to.dec(LEFT);
    to.jump(Condition.NOT_ZERO, again);
    to.vzeroupper();
    to.ret();
    return to.toBytes();
  }

  private void cell(Assembler to, int cell) {
    Vec largest = shape.sum(0, cell);
    for (int i = 0; i < pooling.taps().length; i++) {
      int place = shape.read(cell) + ByteTable.bytes(pooling.taps()[i]);
      if (i == 0) {
        to.load(Form.VMOVUPS, largest, Address.of(READ, place));
      } else {
        to.op(Form.VPMAXUB, largest, largest, Address.of(READ, place));
      }
    }
    to.store(Form.VMOVUPS_STORE, Address.of(WRITE, shape.write(cell)), largest);
  }
}
