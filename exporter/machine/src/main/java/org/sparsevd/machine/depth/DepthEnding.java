package org.sparsevd.machine.depth;

import org.sparsevd.machine.bytes.ByteTable;
import org.sparsevd.machine.bytes.Clamps;
import org.sparsevd.machine.code.Address;
import org.sparsevd.machine.code.Assembler;
import org.sparsevd.machine.code.Form;
import org.sparsevd.machine.code.Operand;
import org.sparsevd.machine.code.Vec;
import org.sparsevd.machine.code.Width;
import org.sparsevd.runtime.tile.bytes.ByteEnding;

/**
 * Writes what becomes of the four vectors of sums of a cell, which have a number for each channel
 * of four lanes.
 *
 * @param scale register of the scales of four channels
 * @param shift the same of what is added
 * @param inverse register of the inverse of the output's scale; null where it is read each time
 */
record DepthEnding(ByteEnding ending, Clamps clamps, Vec scale, Vec shift, Vec inverse) {
  /** Loads what is the same for all cells. */
  void begin(Assembler to) {
    boolean wide = scale.width() == Width.ZMM;
    Form form = wide ? Form.VBROADCASTF32X4 : Form.VBROADCASTF128;
    to.load(form, scale, Address.of(DepthCode.JOB, DepthJobs.SCALE));
    to.load(form, shift, Address.of(DepthCode.JOB, DepthJobs.SHIFT));
    if (inverse != null) {
      to.load(Form.VMOVUPS, inverse, constant(ByteTable.INVERSE));
    }
  }

  private static Address constant(int which) {
    return Address.of(DepthCode.TABLE, which);
  }

  /** Makes bytes of four vectors of sums. */
  void store(Assembler to, Vec[] sums, Address target) {
    for (Vec sum : sums) {
      level(to, sum);
    }
    Vec first = sums[0];
    Vec second = sums[2];
    to.op(Form.VPACKSSDW, first, first, sums[1]);
    to.op(Form.VPACKSSDW, second, second, sums[3]);
    if (ending.levels().zero() != 0) {
      to.op(Form.VPADDSW, first, first, constant(ByteTable.ZERO));
      to.op(Form.VPADDSW, second, second, constant(ByteTable.ZERO));
    }
    to.op(Form.VPACKUSWB, first, first, second);
    to.store(Form.VMOVUPS_STORE, target, first);
  }

  private void level(Assembler to, Vec sum) {
    to.load(Form.VCVTDQ2PS, sum, sum);
    to.op(Form.VMULPS, sum, sum, scale);
    to.op(Form.VADDPS, sum, sum, shift);
    if (clamps.low()) {
      to.op(Form.VMAXPS, sum, sum, constant(ByteTable.LOW));
    }
    if (clamps.high()) {
      to.op(Form.VMINPS, sum, sum, constant(ByteTable.HIGH));
    }
    Operand factor = inverse == null ? constant(ByteTable.INVERSE) : inverse;
    to.op(Form.VMULPS, sum, sum, factor);
    if (clamps.range()) {
      to.op(Form.VMAXPS, sum, sum, constant(ByteTable.LEVEL_LOW));
      to.op(Form.VMINPS, sum, sum, constant(ByteTable.LEVEL_HIGH));
    }
    to.load(Form.VCVTPS2DQ, sum, sum);
  }
}
