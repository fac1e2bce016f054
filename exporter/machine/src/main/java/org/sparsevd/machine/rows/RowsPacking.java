package org.sparsevd.machine.rows;

import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Condition;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Gp;
import org.sparsevd.machine.code.Label;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;
import org.sparsevd.runtime.level.LevelMatrix;

/** Writes functions that make levels what is multiplied, and first levels where they read none. */
final class RowsPacking {
  private static final Gp TABLE = Gp.RDX;

  private RowsPacking() {}

  /**
   * Arguments: the vectors, where packed ones go, a table, bytes to both of the first vector, how
   * many vectors.
   */
  static byte[] code(RowsShape shape) {
    LevelMatrix layer = shape.layer();
    Assembler to = new Assembler();
    Label row = new Label();
    Label block = new Label();
    to.add(Gp.RDI, Gp.RCX);
    to.add(Gp.RSI, Gp.R8);
    to.bind(row);
    to.mov(Gp.RAX, Gp.RDI);
    to.mov(Gp.R10, Gp.RSI);
    to.mov(Gp.R11, shape.blocks());
    to.bind(block);
    for (int half = 0; half < 2; half++) {
      Vec value = Vec.ymm(half);
      to.load(Form.VMOVUPS, value, Address.of(Gp.RAX, half * Width.YMM.bytes()));
      if (layer.rounds()) {
        clamp(to, TABLE, value, RowsTable.READ);
      }
      to.load(Form.VCVTPS2DQ, value, value);
    }
    to.op(Form.VPACKSSDW, Vec.ymm(0), Vec.ymm(0), Vec.ymm(1));
    shape.products().narrow(to, TABLE, Address.of(Gp.R10, 0));
    to.add(Gp.RAX, LevelMatrix.BLOCK * Float.BYTES);
    to.add(Gp.R10, shape.blockBytes());
    to.dec(Gp.R11);
    to.jump(Condition.NOT_ZERO, block);
    to.add(Gp.RDI, layer.columns() * Float.BYTES);
    to.add(Gp.RSI, shape.rowBytes());
    to.dec(Gp.R9);
    to.jump(Condition.NOT_ZERO, row);
    to.vzeroupper();
    to.ret();
    return to.toBytes();
  }

  /** A number that is not one becomes the least level: maxima return their second operand then. */
  static void clamp(Assembler to, Gp table, Vec value, int levels) {
    to.op(Form.VMULPS, value, value, Address.of(table, levels));
    to.op(Form.VMAXPS, value, value, Address.of(table, levels + RowsTable.VECTOR));
    to.op(Form.VMINPS, value, value, Address.of(table, levels + 2 * RowsTable.VECTOR));
  }
}
